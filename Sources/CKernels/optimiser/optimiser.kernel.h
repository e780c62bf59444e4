/// Updates of a run of parameters.

#ifdef CK_REAL_IS_FLOAT

/// m = b1 m + (1-b1) g; v = b2 v + (1-b2) g^2; p -= rate (m/c1 / (sqrt(v/c2) + eps) + decay p)
void CK_NAME(adamw_run)(float *p, const float *g, float *m, float *v, long count, float scale, float rate, float beta1,
                        float beta2, float epsilon, float decay, float correction1, float correction2) {
    const float keep = 1.0f - rate * decay, step = rate / correction1, root = 1.0f / CK_SQRT(correction2);
    for (long i = 0; i < count; i++) {
        float gi = scale * g[i];
        float mi = beta1 * m[i] + (1.0f - beta1) * gi;
        float vi = beta2 * v[i] + (1.0f - beta2) * gi * gi;
        m[i] = mi;
        v[i] = vi;
        p[i] = p[i] * keep - step * mi / (CK_SQRT(vi) * root + epsilon);
    }
}

/// u = momentum u + (g + decay p); p -= rate (nesterov ? g + momentum u : u)
void CK_NAME(sgd_run)(float *p, const float *g, float *u, long count, float scale, float rate, float momentum,
                      float decay, int nesterov) {
    if (!u) {
        for (long i = 0; i < count; i++) p[i] -= rate * (scale * g[i] + decay * p[i]);
        return;
    }
    for (long i = 0; i < count; i++) {
        float gi = scale * g[i] + decay * p[i];
        float ui = momentum * u[i] + gi;
        u[i] = ui;
        p[i] -= rate * (nesterov ? gi + momentum * ui : ui);
    }
}

/// p -= rate (sign(b1 m + (1-b1) g) + decay p); m = b2 m + (1-b2) g
void CK_NAME(lion_run)(float *p, const float *g, float *m, long count, float scale, float rate, float beta1, float beta2,
                       float decay) {
    for (long i = 0; i < count; i++) {
        float gi = scale * g[i];
        float c = beta1 * m[i] + (1.0f - beta1) * gi;
        float sign = (float)(c > 0) - (float)(c < 0);
        p[i] -= rate * (sign + decay * p[i]);
        m[i] = beta2 * m[i] + (1.0f - beta2) * gi;
    }
}

#endif

/// The compatibility decompositions of characters, as `tokenizers` 0.23.3 has them;
/// made by Tests/Fixtures/make_unicode_classes.py and read by ``UnicodeTables``.
///
/// They are data and not asked of the standard library, because ids must not depend on its version of Unicode.
enum UnicodeCompatibility {
    /// The full ones that differ from the canonical ones.
    static let compatible: StaticString = """
        4g 1 75 8 2 7l xs 2 1 43 5 2 7z x6 3 1 75 1 1 75 1 2 89 wq 1 1 172 3 2 8h ym 1 1 7l 1 1 47 2 3 7r cgg 7l 1 \
        3 7t cge 7r 1 3 7r cgc 7p 38 2 cz cx 1 2 b9 b7 c 2 dj 7l 1 2 bt 7n 9 2 km c7 1i 1 ex 1x 3 ld k5 i8 1 3 lf \
        if i6 1 3 jp ih i4 1 2 l3 l7 1 2 l5 jh 1 2 jf jj 1 2 l5 ld 1 2 l7 jn 1 2 jh jp 11 2 nv mn 1 2 nx kx 1 2 m7 \
        kz 59 1 wh 1 1 47 1 1 wh 1 1 w3 1 1 3b 1 1 39 1 1 2z 1 1 w1 1 1 vz w 2 12p 2k 1 2 12r 2k 1 2 12t 2o 1 2 12v \
        4a 1 2 12x 26 1 2 12z 2k 3 1 6z 1 1 yz 1 1 yn 1 1 yf 1 1 4f 46 2 1bp 2z a 2 1c9 7b 1 3 1cb 6z 7d 23 1 1p 1 \
        1 1f 1 1 2j 1 2 2l bp 1 2 2n bd 1 1 v 1 1 19 q 1 31 1 1 2p 1 1 2p 2 1 55 1 1 3l 4 1 4t b2 2 1x b 6m 2 4d 3 \
        1 2 2l 5 1 2 4g 7 1 2 2l 9 1iz 2 1g 3 3k 2 1g 3 15 2 2r 3r 1 2 2t 3d 1b 1 3 2z 3 3a d i 2 3 38 h e ar 1 1t \
        2eo 1 bfb 1 1 b7z 1 1 bfd 2 1 bfd 1 1 bfd 1 1 ax5 1 1 bfd 1 1 bfd 1 1 bfd 1 1 bfd 1 1 bfd 1 1 bfd 1 1 bfd 1 \
        1 bfd 2 1 bff 1 1 apj 1 1 bfh 1 1 bff 1 1 bfd 1 1 bfd 1 1 bfb 1 1 bet 1 1 and 1 1 and 1 1 3t 1 1 bez 1 1 \
        bex 1 1 bex 1 1 an7 1 1 an5 1 1 an5 1 1 bf1 2 1 bex 1 1 bev 1 1 b2l 1 1 bev 1 1 anz 1 1 3h 1 1 3h 1 1 bf1 1 \
        1 bev 1 1 bev 1 1 3d 1 1 amv 1 1 bez 1 1 33 1 1 a53 1 1 a53 1 1 a53 1 1 a45 1 1 a45 1 1 bg3 1 1 bfn 1 1 bfj \
        1 1 bfj 1 1 a5l 1 1 a5l 1 1 a4v 1 1 a4n 1 1 a4n e 1 9yv z 1 as3 1 1 bjn 1 1 as1 1 1 bbx 1 1 arr 1 1 bjp 1 1 \
        arp 1 1 arn 1 1 arh 1 1 ard 1 1 ard 1 1 ard 1 1 2h 1 1 aon 1 1 ard 1 1 23 1 1 aop 1 1 arb 1 1 arf 1 1 ard 1 \
        1 ard 1 1 ard 1 1 ard 1 1 ar9 1 1 aqr 1 1 aqr 1 1 b2t 1 1 aqj 1 1 aqj 1 1 8p 1 1 aql 1 1 aql 1 1 bk3 1 1 \
        aqh 1 1 aqh 1 1 aqh 1 1 aa7 63 2 bxv b09 1 2 bwx aw9 82 2 chn bbp 2 2 chr bbt 1 2 cht b99 1 3 chv bcj b9b c \
        3 cij bcl bdn 1 3 cil bcn bdn 1 3 cin bcp ba3 e 3 cjf bdf bej 1 3 cjh bdh bej 1 3 cjj bdj baz e 3 ckb bez \
        bff 1 3 ckd bf1 bff f 2 cl7 bg9 1 2 cl9 bf9 2 1 cld 1 1 clf 1 1 clh 1 1 clj 1 1 cll 1 1 cln 1 1 clp 1 1 clr \
        1 1 clt 1 1 clv 1 1 clx 7 1 3 6 2 cmn bex d 1 cml 1 2 cmn cmn 1 3 cmp cmp cmp 9 1 cnz 4 2 3 3 1 3 5 5 5 2 2 \
        3 3 1 3 5 5 5 5 2 con con 2 2 cot bjn 9 2 cnl cnl 1 2 cnn cpb 1 2 cpd cnp e 4 23 23 23 23 8 1 cqn h 1 cqp 1 \
        1 cnl 3 1 cqp 1 1 cqp 1 1 cqp 1 1 cqp 1 1 cqp 1 1 cqp 1 1 crj 1 1 mm 1 1 cqn 1 1 crv 1 1 crv 1 1 co3 1 1 \
        crl 1 1 crl 1 1 crl 1 1 crl 1 1 crl 1 1 crl 1 1 crl 1 1 crl 1 1 crl 1 1 crl 1 1 csf 1 1 lq 1 1 crj 1 1 csr \
        1 1 csr 2 1 cpr 1 1 cpl 1 1 cp3 1 1 con 1 1 bxz 1 1 cpn 1 1 cpj 1 1 cpj 1 1 cpj 1 1 cpj 1 1 cph 1 1 cpd 1 1 \
        cpd c 2 crx cq3 2g 3 cvz cyr cvv 1 3 cw1 cyt cv1 1 1 cxr 1 2 crr cxt 2 3 cw5 cz1 cvh 1 3 cw7 cz3 cv7 1 1 \
        cfj 2 2 cs3 cxz 1 1 cw7 1 1 cxz 1 1 cy1 1 1 cy3 1 1 cwd 1 1 clt 1 1 cy7 1 1 cy9 1 1 cy5 1 1 cwf 2 1 cy7 1 2 \
        cy9 cwf 3 1 cyb 1 1 cyb 1 1 cyb 1 1 cyd 1 1 cyf 3 2 cyj cyv 1 3 cyj czd cyz 1 2 cyl cyz 2 1 cyd 4 1 cyl 4 1 \
        d05 1 1 d05 2 1 cyd 1 1 d07 1 1 d07 2 1 czx 1 1 cy3 1 1 atn 1 1 atn 1 1 atn 1 1 atn 1 1 cyp 2 3 d0r d11 czr \
        1 1 bnd 1 1 bo5 1 1 bpz 1 1 bpb 1 1 bm 5 1 d1f 1 1 czp 1 1 czp 1 1 czj 1 1 czj 7 3 d33 ex d2r 1 3 d35 ez \
        d2p 1 4 d37 f1 d37 d39 1 3 d39 f3 d35 1 3 d39 f5 d37 1 3 d3d f7 d35 1 3 d3d f9 d37 1 3 d3d fb d39 1 3 d3d \
        fd d3b 1 3 d3l ff d3b 1 3 d3f fh d3d 1 3 d3p fj d3b 1 3 d3n fl d3d 1 3 d3l fn d3f 1 3 d3j fp d3h 1 2 d3x fr \
        1 1 d2n 1 2 d2p d2p 1 3 d2r d2r d2r 1 2 d2t d23 1 1 d25 1 2 d27 d2x 1 3 d29 d2z d2z 1 4 d2b d31 d31 d31 1 2 \
        d33 d29 1 1 d2b 1 2 d2d d37 1 3 d2f d39 d39 1 1 d35 1 1 d3p 1 1 d3p 1 1 d39 1 1 d1r 1 2 d1t d1t 1 3 d1v d1v \
        d1v 1 2 d1x d17 1 1 d19 1 2 d1b d21 1 3 d1d d23 d23 1 4 d1f d25 d25 d25 1 2 d27 d1d 1 1 d1f 1 2 d1h d2b 1 3 \
        d1j d2d d2d 1 1 d29 1 1 d2t 1 1 d2t 1 1 d2d a 3 d6b i3 d65 4j 2 3 3 1 3 5 5 5 2 2 3 3 1 3 5 5 5 fk 1 ean 1 \
        1 ean 1 1 ean 1 1 ean 1 1 ean 1 1 ean 1 1 ean 1 1 ean 1 1 ean 1 2 eb5 eb7 1 2 eb7 eb7 1 2 eb9 eb7 1 2 ebb \
        eb7 1 2 ebd eb7 1 2 ebf eb7 1 2 ebh eb7 1 2 ebj eb7 1 2 ebl eb7 1 2 ebn eb7 1 2 ebn ebr 1 3 ec9 ebr ec7 1 3 \
        ecb ebr ec9 1 3 ecd ebr ecb 1 3 ecf ebr ecd 1 3 ech ebr ecf 1 3 ecj ebr ech 1 3 ecl ebr ecj 1 3 ecn ebr ecl \
        1 3 ecp ebr ecn 1 4 ecr ec9 ecb ecp 1 4 ect ecb ecb ecr 1 4 ecv ecd ecb ect 1 4 ecx ecf ecb ecv 1 4 ecz ech \
        ecb ecx 1 4 ed1 ecj ecb ecz 1 4 ed3 ecl ecb ed1 1 4 ed5 ecn ecb ed3 1 4 ed7 ecp ecb ed5 1 4 ed9 ecr ecb ed7 \
        1 4 edb ecr ecv ed9 1 2 ecv ed1 1 2 ecv ed3 1 2 ecv ed5 1 2 ecv ed7 1 2 ecv ed9 1 2 ecv edb 1 2 ecv edd 1 2 \
        ecv edf 1 2 ecv edh 1 3 edd edf edj 1 3 edf edf edl 1 3 edh edf edn 1 3 edj edf edp 1 3 edl edf edr 1 3 edn \
        edf edt 1 3 edp edf edv 1 3 edr edf edx 1 3 edt edf edz 1 3 edv edf ee1 1 3 edv edz ee3 1 3 eeh ebb eef 1 3 \
        eej ebb eeh 1 3 eel ebb eej 1 3 een ebb eel 1 3 eep ebb een 1 3 eer ebb eep 1 3 eet ebb eer 1 3 eev ebb eet \
        1 3 eex ebb eev 1 3 eez ebb eex 1 3 ef1 ebb eez 1 3 ef3 ebb ef1 1 3 ef5 ebb ef3 1 3 ef7 ebb ef5 1 3 ef9 ebb \
        ef7 1 3 efb ebb ef9 1 3 efd ebb efb 1 3 eff ebb efd 1 3 efh ebb eff 1 3 efj ebb efh 1 3 efl ebb efj 1 3 efn \
        ebb efl 1 3 efp ebb efn 1 3 efr ebb efp 1 3 eft ebb efr 1 3 efv ebb eft 1 1 eej 1 1 eej 1 1 eej 1 1 eej 1 1 \
        eej 1 1 eej 1 1 eej 1 1 eej 1 1 eej 1 1 eej 1 1 eej 1 1 eej 1 1 eej 1 1 eej 1 1 eej 1 1 eej 1 1 eej 1 1 eej \
        1 1 eej 1 1 eej 1 1 eej 1 1 eej 1 1 eej 1 1 eej 1 1 eej 1 1 eej 1 1 ee7 1 1 ee7 1 1 ee7 1 1 ee7 1 1 ee7 1 1 \
        ee7 1 1 ee7 1 1 ee7 1 1 ee7 1 1 ee7 1 1 ee7 1 1 ee7 1 1 ee7 1 1 ee7 1 1 ee7 1 1 ee7 1 1 ee7 1 1 ee7 1 1 ee7 \
        1 1 ee7 1 1 ee7 1 1 ee7 1 1 ee7 1 1 ee7 1 1 ee7 1 1 ee7 1 1 eid 10i 4 343 343 343 343 2w 3 gol gol gof 1 2 \
        goh goh 1 3 goj goj goj ee 1 het 1 1 hfz 6q 1 t 8g 1 o64 2c 1 18ig d 1 c8w 1 1 cb2 1 1 cbs 1 1 cc8 1 1 cdm \
        1 1 cg0 1 1 cgc 1 1 che 1 1 cis 1 1 dik 1 1 dkm 1 1 dkw 1 1 dm4 1 1 dn6 1 1 doa 1 1 dr6 1 1 dsa 1 1 dsu 1 1 \
        e1e 1 1 e6k 1 1 e82 1 1 e8a 1 1 e9w 1 1 eac 1 1 ebs 1 1 ecg 1 1 eds 1 1 egm 1 1 ehk 1 1 ej0 1 1 foy 1 1 fsw \
        1 1 gie 1 1 gjm 1 1 gk0 1 1 gkk 1 1 gli 1 1 gpo 1 1 hg4 1 1 hiq 1 1 hpc 1 1 hqk 1 1 hrk 1 1 hsq 1 1 hvo 1 1 \
        hvs 1 1 ifu 1 1 igc 1 1 igy 1 1 ihm 1 1 io0 1 1 ioe 1 1 iom 1 1 iv2 1 1 ivk 1 1 iw8 1 1 iwm 1 1 izy 1 1 j0u \
        1 1 j1s 1 1 j66 1 1 k2e 1 1 k4w 1 1 k60 1 1 lb2 1 1 lba 1 1 lfu 1 1 lgo 1 1 lhc 1 1 lig 1 1 lkk 1 1 lks 1 1 \
        lzk 1 1 m0u 1 1 m2k 1 1 nmy 1 1 nqk 1 1 nrs 1 1 nuy 1 1 nw8 1 1 nwo 1 1 nx0 1 1 nzu 1 1 o02 1 1 o1s 1 1 ppo \
        1 1 qeg 1 1 qf2 1 1 qfa 1 1 qfg 1 1 qfu 1 1 qgs 1 1 qgu 1 1 qla 1 1 qx8 1 1 qxg 1 1 rg8 1 1 rgq 1 1 rjg 1 1 \
        rjs 1 1 rk8 1 1 rkm 1 1 rpm 1 1 rpy 1 1 s2k 1 1 s2w 1 1 s5k 1 1 s6g 1 1 s90 1 1 sm4 1 1 smg 1 1 snc 1 1 t5g \
        1 1 tce 1 1 tco 1 1 tmq 1 1 tri 1 1 tu0 1 1 uey 1 1 uma 1 1 vi4 1 1 vjk 1 1 vmo 1 1 vpg 1 1 vt6 1 1 vtq 1 1 \
        vu0 1 1 vvs 1 1 vzy 1 1 w0g 1 1 wjm 1 1 wjy 1 1 wke 1 1 wku 1 1 wlo 1 1 wmg 1 1 wmm 1 1 wqy 1 1 wr4 1 1 wre \
        1 1 y9u 1 1 ybg 1 1 z1g 1 1 z22 1 1 z3a 1 1 ziy 1 1 zjm 1 1 zni 1 1 zq0 1 1 10lg 1 1 10m8 1 1 10n0 1 1 10ow \
        1 1 10qw 1 1 111w 1 1 112i 1 1 1166 1 1 11jw 1 1 11lk 1 1 11x4 1 1 11y8 1 1 11yg 1 1 12am 1 1 12ks 1 1 12ro \
        1 1 12ry 1 1 12s6 1 1 1480 1 1 148g 1 1 14h2 1 1 14pk 1 1 14po 1 1 14s8 1 1 14y0 1 1 14yo 1 1 14yu 1 1 14z6 \
        1 1 154k 1 1 156e 1 1 156o 1 1 157e 1 1 15gm 1 1 15je 1 1 15jk 1 1 15to 1 1 15ts 1 1 15us 1 1 168q 1 1 16bc \
        1 1 16bo 1 1 16fi 1 1 16g0 1 1 16g4 1 1 16gm 1 1 16i8 1 1 1744 1 1 17qa 1 1 17qs 1 1 17su 1 1 17u0 1 1 17ue \
        1 1 17uw 1 1 17v2 1 1 17x8 1 1 17xe 1 1 17ya 1 1 17yi 1 1 17z6 1 1 180m 1 1 181e 1 1 181s 1 1 1850 1 1 185s \
        1 1 185y 17 1 iwx 1i 1 21 2 1 dua 1 1 due 1 1 due 2p 2 j5j 5 1 2 j5l 5 3 2 1b 17 2o 2 49 33 1e 1 cpv 1 1 \
        cpv 1 1 cgj 1 1 cpx 1 1 cgj 1 1 cgj 1 1 cq1 1 1 cq1 1 1 cq1 1 1 cgl 1 1 cgl 1 1 cgl 1 1 cgl 1 1 cgl 1 1 cgl \
        1 1 cp9 1 1 cqf 1 1 cqf 1 1 cqf 1 1 cp3 1 1 cqh 1 1 cqh 1 1 cqh 1 1 cqh 1 1 cqh 1 1 cqh 1 1 cqh 1 1 cqh 1 1 \
        cqh 1 1 cqh 1 1 cm5 1 1 cm5 1 1 cm5 1 1 cm5 1 1 cm5 1 1 cm5 1 1 cm5 1 1 cm5 1 1 cm5 1 1 cm5 1 1 cm5 1 1 cm5 \
        1 1 cm5 1 1 cm5 1 1 cm5 1 1 cm5 1 1 cm5 1 1 cm5 1 1 cm5 1 1 cm5 1 1 cm5 1 1 cnd 1 1 crn 1 1 crn 1 1 cht 1 1 \
        cht 1 1 chn 1 1 chl 1 1 chd 1 1 ch7 1 1 ch5 1 1 crp 1 1 ch1 1 1 cgz 1 1 crt 1 1 crt 1 1 crr 1 1 crp 1 1 crp \
        1 1 crj 1 1 crh 1 1 crf 1 1 crf 1 1 crf 1 1 crf 1 1 crf 1 1 crb 1 1 cr5 1 1 cqn 1 1 cqb 1 1 cq3 1 1 cgz 1 1 \
        cgz 1 1 cpn 1 1 cpn 1 1 cpn 1 1 cnb 1 1 cnb 1 1 cn7 1 1 cmr 1 1 cmr 1 1 cmp 1 1 cm7 1 1 cm3 4 1 b8c 1 1 bg2 \
        1 1 b8q 1 1 eq4 1 1 b8o 1 1 bak 1 1 b8m 1 1 qpe 1 1 bcu 1 1 b98 1 1 b7u 1 1 fmg 1 1 euc 1 1 bhy 2p 3 jox \
        d1d jov 1 3 joz d1b jox 1 3 jp1 d1b joz 1 3 jp3 d19 jp1 1 3 jp5 d19 jp3 1 3 jp7 d19 jp5 1 3 jp9 d17 jp7 1 3 \
        jpb d15 jp9 1 3 jpd d15 jpb 1 3 jpf d13 jpd 1 3 jph d13 jpf 1 3 jpj d13 jph 1 3 jpl d13 jpj 1 3 jpn d13 jpl \
        1 4 jpp d25 cwr jpn 1 4 jpr d23 cwt jpp 1 4 jpt d23 cwv jpr 1 4 jpv d21 cwx jpt 1 4 jpx d21 cwz jpv 1 4 jpz \
        d21 cx1 jpx 1 4 jq1 d1z cx3 jpz 1 4 jq3 d1x cx5 jq1 1 4 jq5 d1x cx7 jq3 1 4 jq7 d1v cx9 jq5 1 4 jq9 d1v cxb \
        jq7 1 4 jqb d1v cxd jq9 1 4 jqd d1v cxf jqb 1 4 jqf d1v cxh jqd 1 4 jqh d29 cwt jqf 1 7 jqj d2d cx5 d2b cxd \
        cth jqh 1 6 jql d2f cx7 d21 cwx jqj 2 3 jqp b0g jqn 1 3 jqr b86 jqp 1 3 jqt b0u jqr 1 3 jqv ei8 jqt 1 3 jqx \
        b8g jqv 1 3 jqz ccw jqx 1 3 jr1 b0a jqz 1 3 jr3 cco jr1 1 3 jr5 b56 jr3 1 3 jr7 d2o jr5 1 3 jr9 kvw jr7 1 3 \
        jrb olc jr9 1 3 jrd mxc jrb 1 3 jrf kxi jrd 1 3 jrh 11s6 jrf 1 3 jrj elc jrh 1 3 jrl kfe jrj 1 3 jrn lbm \
        jrl 1 3 jrp kvi jrn 1 3 jrr s2e jrp 1 3 jrt dde jrr 1 3 jrv pe0 jrt 1 3 jrx zpy jrv 1 3 jrz s3w jrx 1 3 js1 \
        cu0 jrz 1 3 js3 bbo js1 1 3 js5 dj8 js3 1 3 js7 g9i js5 1 3 js9 r4e js7 1 3 jsb bd4 js9 1 3 jsd zrm jsb 1 3 \
        jsf d2i jsd 1 3 jsh s4a jsf 1 3 jsj bds jsh 1 3 jsl vgw jsj 1 3 jsn vhc jsl 1 1 due 1 1 hgu 1 1 k8y 1 1 sy8 \
        9 3 jr5 jqx jrr 1 2 jsv jsx 1 2 jsx jsx 1 2 jsz jsx 1 2 jt1 jsx 1 2 jt3 jsx 1 2 jt5 jsx 1 2 jt7 jsx 1 2 jt9 \
        jsx 1 2 jtb jsx 1 2 jtb jth 1 2 jtd jth 1 2 jtf jth 1 2 jth jth 1 2 jtj jth 1 2 jtl jth 1 1 d6p 1 1 d6n 1 1 \
        d6n 1 1 d6l 1 1 d6l 1 1 d6l 1 1 d6j 1 1 d6h 1 1 d6h 1 1 d6f 1 1 d6f 1 1 d6f 1 1 d6f 1 1 d6f 1 2 d7h d23 1 2 \
        d7f d25 1 2 d7f d27 1 2 d7d d29 1 2 d7d d2b 1 2 d7d d2d 1 2 d7b d2f 1 2 d79 d2h 1 2 d79 d2j 1 2 d77 d2l 1 2 \
        d77 d2n 1 2 d77 d2p 1 2 d77 d2r 1 2 d77 d2t 1 5 d7h d2v cy3 d89 d2f 1 4 d7n d27 d7p d1v 1 2 d7r d29 2 1 av4 \
        1 1 b2u 1 1 avi 1 1 ecw 1 1 b34 1 1 c7k 1 1 auy 1 1 c7c 1 1 azu 1 1 cxc 1 1 kqk 1 1 og0 1 1 ms0 1 1 ks6 1 1 \
        11mu 1 1 eg0 1 1 ka2 1 1 l6a 1 1 kq6 1 1 rx2 1 1 d82 1 1 p8o 1 1 zkm 1 1 ryk 1 1 coo 1 1 s5a 1 1 qbe 1 1 \
        fcg 1 1 1122 1 1 c2i 1 1 cys 1 1 n0y 1 1 1422 1 1 b8g 1 1 c8e 1 1 mf4 1 1 ato 1 1 avk 1 1 atm 1 1 h32 1 1 \
        d5i 1 1 cv8 1 1 g62 1 1 g3a 1 1 qy6 1 1 b6w 1 1 zle 1 1 cwa 1 1 f6g 1 2 jy5 jxz 1 2 jy7 jxz 1 2 jy9 jxz 1 2 \
        jyb jxz 1 2 jyb jyj 1 2 jyd jyj 1 2 jyf jyj 1 2 jyh jyj 1 2 jyj jyj 1 2 jyl jyj 1 2 jyn jyj 1 2 jyp jyj 1 2 \
        jyr jyj 1 2 jyt jyj 1 2 jyt jz3 1 2 jz3 knk 1 2 jz3 kni 1 2 jz3 kng 1 2 jz3 kne 1 2 jz3 knc 1 2 jz3 kna 1 2 \
        jz3 kn8 1 2 jz3 kn6 1 2 jz3 kn4 1 3 jzl jzn kn2 1 3 jzn jzn kn0 1 3 jzp jzn kmy 1 2 jyh jwr 1 3 jwx jw7 jwt \
        1 2 jwz jxt 1 3 jyf jxz jyv 1 1 v1 1 1 uz 1 1 ux 1 1 uv 1 1 ut 1 1 ut 1 1 ur 1 1 up 1 1 un 1 1 ul 1 1 uj 1 \
        1 uh 1 1 uf 1 1 ud 1 1 ub 1 1 u9 1 1 u7 1 1 u3 1 1 u1 1 1 tz 1 1 tx 1 1 tx 1 1 tx 1 1 tx 1 1 tx 1 1 tx 1 1 \
        tt 1 1 tp 1 1 tl 1 1 th 1 1 td 1 1 td 1 1 td 1 1 td 1 1 td 1 1 tb 1 1 t9 1 1 t7 1 1 t7 1 1 t7 1 1 t7 1 1 t7 \
        1 1 t7 1 1 t5 1 1 t5 1 1 t5 1 1 t5 2 5 xp v7 y5 sp vl 1 4 xr tp ux xt 1 5 xt tb ut y9 xt 1 3 xv sv tt 1 5 \
        xt vn tf x7 yf 1 3 xv th w9 1 3 xt xn tj 1 6 xr wt xd t3 vz yl 1 4 xt t5 xn t5 1 3 xr tp wx 1 3 xt t9 ut 1 \
        3 xt y7 ub 1 4 xv uf wj w9 1 4 xx u9 uf tf 1 4 xz yz ub tz 1 4 y1 z1 u1 v7 1 4 xz z3 y3 z3 1 4 y1 z5 wd tn \
        1 4 y3 uz up tp 1 6 y5 z9 up x5 z9 tr 1 2 y7 un 1 6 y9 up y5 zd ux vf 1 6 yb ur vf tx wt uv 1 5 yd ut up x5 \
        wv 1 4 yb zj v3 vl 1 6 yd zl v5 vn wz ul 1 6 yf v3 xr zn z1 uz 1 4 yh v1 u7 wt 1 3 yf u9 xz 1 3 yd v9 x3 1 \
        4 yf ud w7 zt 1 4 yd zb yp vd 1 5 yf uz xr uh w1 1 5 yd vj v1 yt 101 1 3 y7 v3 xv 1 3 y9 v5 xj 1 4 y3 107 \
        up yf 1 3 xr 109 yl 1 3 xp 10b vr 1 2 xr vd 1 2 xp xh 1 3 xj y5 xv 1 3 xj zx y5 1 6 xl 10j v3 yp vl xz 1 4 \
        xn 10l v5 y9 1 5 xp 10p v7 w3 w5 1 6 xl 10p 109 yz y5 w7 1 4 xn 10r zl w9 1 3 xp 10t zf 1 3 xr 10x wd 1 6 \
        xn 10j wj yn yd 10z 1 4 xp 10h vj yf 1 6 xr 113 yr zf 10b wj 1 3 xt wp w5 1 5 xp zz z3 vp wn 1 3 xr 117 z9 \
        1 4 xt 119 yj y5 1 3 xv wt yz 1 4 xx 11d wf zn 1 5 xz 11f vz zt 11h 1 4 y1 11j w1 zf 1 5 xx 11j 10z wl yz 1 \
        4 xz 11n x3 z1 1 2 y1 wp 1 5 y3 11p wr z5 11r 1 3 y5 wb x9 1 3 y7 wd wv 1 4 y3 11b 10p x9 1 3 y5 11d xf 1 3 \
        y7 zp z1 1 3 y9 xj 10v 1 5 yb x5 10h xt x5 1 4 yb 10z xj x7 1 2 yd xr 1 6 yf xt zb 12b wt xr 1 3 yd 11d 12d \
        1 5 yf 11f 12f zt xf 1 4 yh wz zv xx 1 4 yd x1 zx 12j 1 3 yf x3 y1 1 3 yd 125 xn 1 4 y7 10d 103 y5 1 2 y9 \
        yb 1 4 y9 zn 12r xb 1 5 yb xd zj 12v yb 1 2 yb yz 1 6 yd xz 10d 11n 12z xz 1 3 y9 10p 10f 1 2 k7l o8y 1 2 \
        k7l o8w 1 2 k7l o8u 1 2 k7l o8s 1 2 k7l o8q 1 2 k7l o8o 1 2 k7l o8m 1 2 k7l o8k 1 2 k7l o8i 1 2 k7l o8g 1 3 \
        k83 k85 o8e 1 3 k85 k85 o8c 1 3 k87 k85 o8a 1 3 k89 k85 o88 1 3 k8b k85 o86 1 3 k8d k85 o84 1 3 k8f k85 o82 \
        1 3 k8h k85 o80 1 3 k8j k85 o7y 1 3 k8l k85 o7w 1 3 k8l k8p o7u 1 3 k8n k8p o7s 1 3 k8p k8p o7q 1 3 k8r k8p \
        o7o 1 3 k8t k8p o7m 1 3 k5v k77 k69 1 2 k65 k6b 1 2 k85 k71 1 3 k6d k6f k5h 1 2 k5p k73 1 2 k5p k6f 1 2 k6f \
        k5x 1 3 k6h k5z k99 1 3 k6j k61 k99 1 2 k83 k7f 1 2 gz4 iei 1 2 k0y d28 1 2 evo m30 1 2 jz4 mm2 1 4 kt2 h7k \
        awm rjy 1 2 k69 k8v 1 2 k6f k8x 1 2 ivh k8z 1 2 k6l k91 1 2 k6r k93 1 2 k8l k93 1 2 k8j k95 1 2 k8x k97 1 3 \
        k7f k7j k6x 1 4 k71 k7h k7l k6z 1 2 k6t k95 1 2 k6z k97 1 2 iw1 k99 1 2 iw3 k7h 1 2 k77 k7j 1 2 k7d k7l 1 2 \
        k9d k6l 1 3 k7h k9f k6n 1 3 k97 k9h k6p 1 3 k9l k9j k6r 1 3 k8x k9l k6t 1 2 iwj k7n 1 2 k7n k7p 1 2 k87 k7r \
        1 2 k7v k7t 1 2 k87 k7t 1 2 k7t k7v 1 2 iwv k7x 1 2 k7z k7z 1 2 k8l k81 1 2 k87 k83 1 3 k85 k85 kbf 1 3 k8r \
        k87 kbh 1 2 k89 kbj 1 3 k8f k8b kbl 1 3 k8d k8d kbl 1 3 k8z k8f kbn 1 2 k8h kbp 1 3 k8n k8j kbr 1 3 k8l 6xx \
        k89 1 4 k8n 6xz k8b kbx 1 2 kab k9d 1 3 k8v kad k9f 1 3 kal kaf k9h 1 3 kaz kah k9j 1 3 k8n k9l k9f 1 5 k8p \
        k9n k9h 6yb k8n 1 6 k8r k9p k9j 6yd k8p kcb 1 2 k8x k8r 1 2 k93 k8t 1 2 iy5 k8v 1 2 k99 k8x 1 2 k95 kal 1 2 \
        k9b kan 1 2 iyd kap 1 2 k9h kar 1 2 k9n kat 1 2 kbd kav 1 2 k9h kav 1 2 k9n kax 1 2 iyp kaz 1 2 k9t kb1 1 2 \
        k9z kb3 1 2 kbp kb5 1 2 ka3 izz 1 2 kbt j01 1 4 kar kdl ka3 kdl 1 2 kcj k9x 1 2 kar kar 1 2 kat kar 1 4 kcn \
        6zn kaf kan 1 3 kcp ka9 kdv 1 2 kax kct 1 2 kcl k9t 1 2 kat kb7 1 2 kcn kc7 1 2 kav kal 1 2 kcl kcl 1 2 kcn \
        kcj 1 2 kax kaf 1 2 kax kav 1 2 kaz kav 1 3 kb1 kav kbb 1 2 kb3 kaf 1 2 kb3 kbp 1 3 kb5 kbd kb7 1 3 kb7 kb3 \
        kb9 1 2 kcv kdb 1 4 kb5 ket kbb ket 1 3 kcz kcz kd5 1 2 kd1 kcx 1 2 kb5 kb7 1 2 kcz kb1 1 2 kct kc7 1 3 kcx \
        70z kbn 1 3 ke5 711 kbp 1 2 kf3 jre 1 2 kf3 jrc 1 2 kf3 jra 1 2 kf3 jr8 1 2 kf3 jr6 1 2 kf3 jr4 1 2 kf3 jr2 \
        1 2 kf3 jr0 1 2 kf3 jqy 1 3 kfl kfn jqw 1 3 kfn kfn jqu 1 3 kfp kfn jqs 1 3 kfr kfn jqq 1 3 kft kfn jqo 1 3 \
        kfv kfn jqm 1 3 kfx kfn jqk 1 3 kfz kfn jqi 1 3 kg1 kfn jqg 1 3 kg3 kfn jqe 1 3 kg3 kg7 jqc 1 3 kg5 kg7 jqa \
        1 3 kg7 kg7 jq8 1 3 kg9 kg7 jq6 1 3 kgb kg7 jq4 1 3 kgd kg7 jq2 1 3 kgf kg7 jq0 1 3 kgh kg7 jpy 1 3 kgj kg7 \
        jpw 1 3 kgl kg7 jpu 1 3 kgl kgr jps 1 3 kgn kgr jpq 1 3 kdt ke5 kdj mn1 1 1s4l 1 1 1s4j 5v 1 3 3s 1 1twl 1 \
        1 1tu5 o3 1 1nv 1 1 25 1 1 1uqv 1 1 r fq9 2 2r05 2r05 1 2 2r07 2r01 1 2 2r09 2qzx 1 3 2r0b 2r0b 2r05 1 3 \
        2r0d 2r0d 2r01 1 2 2qzp 2qzn 1 2 2qzr 2qzp d 2 2p1b 2p17 1 2 2p1d 2p27 1 2 2p1f 2p1x 1 2 2p0x 2p1d 1 2 2p1j \
        2p1x 9 1 2ovx 1 1 2owz 1 1 2owv 1 1 2owv 1 1 2owj 1 1 2owj 1 1 2owj 1 1 2ovz 1 1 2ovx 1 1 2r5p 12 2 2ozj \
        2oyv 1 1 2oqn 1 1 2oqp 1 1 2oq7 1 1 2oq9 1 1 2oqb 1 1 2oqd 1 1 2oq9 1 1 2oqb 1 1 2oqd 1 1 2oqf 1 1 2oqd 1 1 \
        2oqf 1 1 2oqh 1 1 2oqj 1 1 2oqx 1 1 2oqz 1 1 2or1 1 1 2or3 1 1 2oqv 1 1 2oqx 1 1 2oqz 1 1 2or1 1 1 2orf 1 1 \
        2orh 1 1 2orj 1 1 2orl 1 1 2op9 1 1 2opb 1 1 2opd 1 1 2opf 1 1 2opd 1 1 2opf 1 1 2oph 1 1 2opj 1 1 2orh 1 1 \
        2orj 1 1 2orl 1 1 2orn 1 1 2orr 1 1 2ort 1 1 2orv 1 1 2orx 1 1 2ort 1 1 2orv 1 1 2orx 1 1 2orz 1 1 2orz 1 1 \
        2os1 1 1 2os3 1 1 2os5 1 1 2orv 1 1 2orx 1 1 2os1 1 1 2os3 1 1 2os1 1 1 2os3 1 1 2osh 1 1 2osj 1 1 2orp 1 1 \
        2orr 1 1 2os7 1 1 2os9 1 1 2oqz 1 1 2or1 1 1 2or3 1 1 2or5 1 1 2oqv 1 1 2oqx 1 1 2oqz 1 1 2or1 1 1 2oqv 1 1 \
        2oqx 1 1 2oqz 1 1 2or1 1 1 2or7 1 1 2or9 1 1 2orb 1 1 2ord 1 1 2oqx 1 1 2oqz 1 1 2oqz 1 1 2or1 1 1 2or3 1 1 \
        2or5 1 2 2opr 2owx 1 2 2opt 2owz 1 1 2oqz 1 1 2or1 1 1 2or3 1 1 2or5 1 1 2ord 1 1 2orf 1 1 2orh 1 1 2orj 1 \
        1 2oqh 1 1 2oqj 1 2 2oql 2oxl 1 2 2oqn 2oxn y 1 2oul 1 1 2oun 1 1 2oup 1 1 2our 1 1 2otd 1 1 2otf 1 1 2otj \
        1 1 2otl 1 1 2otj 1 1 2otl 1 2 2otp 2oyb 1 1 2otj 1 1 2otl 1 1 2otz 1 1 2ou1 1 1 2otv 1 1 2otx 1 1 2otl 1 1 \
        2otn 1 1 2otp 1 1 2otr 1 1 2p1b 1 1 2p1d 1 3 2p1d 2p0t 2p3b 1 3 2p1f 2p0v 2p3d 1 3 2p1h 2p0x 2otr 1 3 2p1j \
        2p0z 2ott 1 3 2p1l 2p11 2p1p 1 3 2p1n 2p13 2p1r 1 3 2p1p 2p15 2our 1 3 2p1r 2p17 2out 1 3 2p1t 2p19 2oux 1 \
        3 2p1v 2p1b 2ouz 1 3 2p1x 2p1d 2oux 1 3 2p1z 2p1f 2ouz 1 3 2p21 2p1h 2oul 1 3 2p23 2p1j 2oun 1 3 2p25 2p1l \
        2oup 1 3 2p27 2p1n 2p29 1 3 2p29 2p1p 2p2b 1 3 2p2b 2p1r 2p2d 1 1 2ov5 1 1 2ov7 1 1 2ov9 1 1 2ovb 1 3 2p2l \
        2p21 2p49 1 3 2p2n 2p23 2p49 1 3 2p2p 2p25 2p2z 1 3 2p2r 2p27 2p2t 1 3 2p2t 2p29 2p2t 1 2 2p4r 2p4j 1 2 \
        2p4t 2p4j 1 2 2p4v 2p4j 1 2 2p4x 2p3b 1 2 2p4z 2p35 1 2 2p51 2p35 1 2 2p4z 2p4v 1 2 2p51 2p4v 1 2 2p53 2p4v \
        1 2 2p55 2p3n 1 2 2p57 2p3h 1 2 2p59 2p3h 1 2 2p59 2p57 1 2 2p5b 2p3v 1 2 2p5d 2p3p 1 2 2p5f 2p3p 1 2 2p5f \
        2p5d 1 2 2p5h 2p43 1 2 2p5h 2p5j 1 2 2p5j 2p47 1 2 2p5j 2p5n 1 2 2p5l 2p5n 1 2 2p5n 2p4d 1 2 2p5f 2p5t 1 2 \
        2p5h 2p5t 1 2 2p5j 2p5t 1 2 2p5l 2p4l 1 2 2p5j 2p5z 1 2 2p5l 2p4p 1 2 2p5l 2p65 1 2 2p5n 2p65 1 2 2p5p 2p65 \
        1 2 2p5r 2p4x 1 2 2p5r 2p6b 1 2 2p5t 2p51 1 2 2p5t 2p53 1 2 2p5t 2p6j 1 2 2p5v 2p57 1 2 2p5v 2p6n 1 2 2p5x \
        2p5b 1 2 2p5l 2p6r 1 2 2p5n 2p6r 1 2 2p5p 2p6r 1 2 2p5r 2p5j 1 2 2p5t 2p5d 1 2 2p5v 2p5d 1 2 2p5v 2p71 1 2 \
        2p5x 2p5r 1 2 2p5z 2p5l 1 2 2p61 2p5l 1 2 2p61 2p7l 1 2 2p63 2p7d 1 2 2p65 2p7d 1 2 2p67 2p7d 1 2 2p69 2p67 \
        1 2 2p6b 2p67 1 2 2p6d 2p61 1 2 2p6f 2p61 1 2 2p6f 2p7r 1 2 2p6h 2p7r 1 2 2p6j 2p7r 1 2 2p6l 2p6j 1 2 2p6n \
        2p6d 1 2 2p6p 2p6d 1 2 2p6p 2p83 1 2 2p6r 2p83 1 2 2p6t 2p83 1 2 2p6v 2p6v 1 2 2p6x 2p6p 1 2 2p6z 2p6p 1 2 \
        2p6z 2p8f 1 2 2p71 2p8f 1 2 2p73 2p8f 1 2 2p75 2p77 1 2 2p77 2p71 1 2 2p79 2p71 1 2 2p79 2p8r 1 2 2p7b 2p7f \
        1 2 2p7d 2p79 1 2 2p7f 2p79 1 2 2p7b 2p8z 1 2 2p7d 2p8z 1 2 2p7f 2p8z 1 2 2p7h 2p7r 1 2 2p7j 2p7l 1 2 2p7l \
        2p7l 1 2 2p93 2p5j 1 2 2p93 2p5l 1 2 2p7t 2p5n 1 3 2rnh 2p7p 2p7f 1 3 2rnj 2p7p 2p7h 1 3 2rnl 2p7p 2p7j 1 3 \
        2rnn 2p7p 2p7l 1 3 2rnp 2p7p 2p7n 1 3 2rnr 2p7p 2p5z 1 3 2p85 2p7l 2p9j 1 3 2p87 2p7n 2p9j 1 3 2p89 2p7p \
        2p8j 1 3 2p8b 2p7r 2p8j 1 3 2p8d 2p7t 2p8f 1 3 2p8f 2p7v 2p8f 1 2 2pad 2p9v 1 2 2paf 2p9v 1 2 2pah 2p8v 1 2 \
        2paj 2p8v 1 2 2pal 2p8r 1 2 2pan 2p8r 1 2 2pal 2pa7 1 2 2pan 2pa7 1 2 2pap 2p97 1 2 2par 2p97 1 2 2pat 2p93 \
        1 2 2pav 2p93 1 2 2pav 2paj 1 2 2pax 2paj 1 2 2paz 2p9j 1 2 2pb1 2p9j 1 2 2pb3 2p9f 1 2 2pb5 2p9f 1 2 2p9z \
        2p9j 1 2 2pa1 2p9j 1 2 2pa1 2p9n 1 2 2pa3 2p9n 1 2 2pa3 2pbn 1 2 2pa5 2pa3 1 2 2pa7 2pa3 1 2 2pa9 2p9x 1 2 \
        2pab 2p9x 1 2 2pab 2pa9 1 2 2pad 2pa3 1 2 2paf 2pa3 1 2 2paf 2pc3 1 2 2pah 2pah 1 2 2pah 2pbn 1 2 2paj 2pbn \
        1 2 2pal 2pan 1 2 2pan 2pan 1 2 2pap 2paj 1 2 2par 2paj 1 2 2pan 2p8h 1 2 2pan 2pc1 1 2 2pap 2pc1 1 2 2par \
        2pb1 1 2 2pat 2pb1 1 2 2pav 2pax 1 2 2pax 2pax 1 3 2paz 2paf 2pcn 1 3 2pb1 2pah 2pcn 1 3 2pb3 2paj 2pcn 1 3 \
        2pb5 2pal 2pbf 1 3 2pb7 2pan 2pbd 1 2 2pd5 2pcx 1 2 2pd7 2pcx 1 2 2pd9 2pcx 1 2 2pdb 2pbp 1 2 2pdd 2pbn 1 2 \
        2pdb 2pd7 1 2 2pdd 2pd7 1 2 2pdf 2pd7 1 2 2pdh 2pbz 1 2 2pdj 2pbx 1 2 2pdj 2pc3 1 2 2pdj 2pdh 1 2 2pdl 2pc7 \
        1 2 2pdl 2pdn 1 2 2pdn 2pcb 1 2 2pdn 2pdr 1 2 2pdp 2pcf 1 2 2pdh 2pdv 1 2 2pdj 2pdv 1 2 2pdl 2pdv 1 2 2pdn \
        2pcn 1 2 2pdl 2pe1 1 2 2pdn 2pe1 1 2 2pdp 2pct 1 2 2pdp 2pe9 1 2 2pdr 2pe9 1 2 2pdt 2pe9 1 2 2pdv 2pd1 1 2 \
        2pdv 2pef 1 2 2pdv 2pd5 1 2 2pdv 2pel 1 2 2pdx 2pd9 1 2 2pdx 2pep 1 2 2pdz 2pdd 1 2 2pdn 2pet 1 2 2pdp 2pet \
        1 2 2pdr 2pet 1 2 2pdt 2pdl 1 2 2pdt 2pez 1 2 2pdv 2pdp 1 2 2pdv 2pf5 1 2 2pdx 2pf5 1 2 2pdz 2pf5 1 2 2pe1 \
        2pdz 1 2 2pe3 2pdz 1 2 2pe3 2pff 1 2 2pe5 2pff 1 2 2pe7 2pff 1 2 2pe9 2pe7 1 2 2peb 2pe5 1 2 2peb 2pfp 1 2 \
        2ped 2pfp 1 2 2pef 2pfp 1 2 2peh 2peh 1 2 2peh 2pfx 1 2 2pej 2pfx 1 2 2pel 2pfx 1 2 2pen 2pep 1 2 2pep 2pen \
        1 2 2pep 2pg7 1 2 2per 2pev 1 2 2pet 2pcj 1 2 2pep 2pgd 1 2 2per 2pgd 1 2 2pet 2pgd 1 2 2pev 2pf5 1 2 2pex \
        2pf3 1 3 2pez 2pef 2pf9 1 3 2pf1 2peh 2pf7 1 2 2pgz 2pfd 1 2 2ph1 2pfb 1 2 2pgz 2pfh 1 2 2ph1 2pff 1 2 2ph1 \
        2pfl 1 2 2ph3 2pfj 1 2 2pgp 2pfp 1 2 2pgr 2pfn 1 2 2pgr 2pft 1 2 2pgt 2pfr 1 2 2pg1 2pfz 1 2 2pg3 2pfz 1 2 \
        2pg3 2pg1 1 2 2pg1 2pg3 1 2 2pg3 2pg1 1 2 2pfx 2pg7 1 2 2pfz 2pg5 1 3 2pgl 2pft 2pfn 1 3 2pgn 2pft 2pfp 1 3 \
        2pgp 2pft 2pfr 1 2 2ph9 2pg9 1 2 2phb 2pg9 1 2 2ph9 2pgd 1 2 2phb 2pgd 1 2 2phb 2pgh 1 2 2phd 2pgh 1 2 2pht \
        2pgl 1 2 2phv 2pgl 1 2 2phv 2pgp 1 2 2phx 2pgp 1 2 2pid 2pgt 1 2 2pif 2pgt 1 2 2pij 2pgx 1 2 2pil 2pgx 1 2 \
        2pij 2ph1 1 2 2pil 2ph1 1 2 2pi9 2ph5 1 2 2pib 2ph5 1 2 2pib 2ph9 1 2 2pid 2ph9 1 2 2pij 2piz 1 2 2pil 2piz \
        1 2 2pin 2piz 1 2 2pip 2phr 1 2 2pir 2pix 1 2 2piv 2piz 1 2 2pit 2pj1 1 2 2pit 2pj3 1 2 2pit 2pht 1 2 2piv \
        2pht 1 2 2pit 2phx 1 2 2piv 2phx 1 2 2piv 2pi1 1 2 2pix 2pi1 1 2 2pjd 2pi5 1 2 2pjf 2pi5 1 2 2pjf 2pi9 1 2 \
        2pjh 2pi9 1 2 2pjx 2pid 1 2 2pjz 2pid 1 2 2pk3 2pih 1 2 2pk5 2pih 1 2 2pk3 2pil 1 2 2pk5 2pil 1 2 2pjt 2pip \
        1 2 2pjv 2pip 1 2 2pjv 2pit 1 2 2pjx 2pit 1 2 2pk3 2pkj 1 2 2pk5 2pkj 1 2 2pk7 2pkj 1 2 2pk9 2pjb 1 2 2pkb \
        2pkh 1 2 2pkf 2pkj 1 2 2pkd 2pkl 1 2 2pkd 2pkn 1 2 2pkj 2pkz 1 2 2pkl 2pkz 1 2 2pkn 2pkz 1 2 2pkp 2pjr 1 2 \
        2pkt 2pjp 1 2 2pkt 2pjr 1 2 2pkp 2pjx 1 2 2pkz 2pld 1 2 2pl1 2pld 1 2 2pl3 2pld 1 2 2pl3 2plj 1 2 2pl5 2plj \
        1 2 2pl7 2plj 1 2 2pl3 2pkb 1 2 2pl3 2pkd 1 2 2pm3 2pk3 1 2 2pm5 2pk5 j 3 2pn1 2pmx 2plj 1 3 2pn3 2pmx 2pmz \
        1 3 2pn5 2pmz 2pn1 1 3 2pn7 2pn1 2plp 1 3 2pn9 2pn1 2plr 1 3 2pnb 2plt 2pn7 1 3 2pnd 2plv 2pn7 1 3 2pnf \
        2plx 2pn7 1 3 2pnd 2plz 2pnb 1 3 2pnf 2pm1 2pnd 1 3 2pnf 2pm3 2plt 1 3 2pnh 2pm5 2plx 1 3 2pn7 2pnj 2pnl 1 \
        3 2pn9 2pnn 2pnl 1 3 2pnb 2pnp 2pm3 1 3 2pnd 2pmd 2pnp 1 3 2pnf 2pmf 2pnr 1 3 2pnh 2pmh 2pnv 1 3 2pnj 2pmj \
        2pmj 1 3 2pnl 2pml 2pml 1 3 2pnj 2pnz 2pnz 1 3 2pnl 2po1 2po1 1 3 2pnn 2pmr 2pmr 1 3 2pnr 2po5 2pmt 1 3 \
        2pnt 2po7 2pmv 1 3 2pnv 2pob 2pmn 1 3 2pnx 2pmz 2po9 1 3 2pnz 2pn1 2pob 1 3 2po1 2pn3 2pn3 1 3 2po3 2pn5 \
        2pn5 1 3 2po1 2poj 2pmz 1 3 2po3 2poj 2pn9 1 3 2po5 2pol 2pnb 1 3 2po5 2pnd 2pop 1 3 2po7 2pnf 2por 1 3 \
        2po9 2pnh 2pnh 1 3 2pob 2pnj 2pn9 1 3 2po9 2poz 2pnl 1 3 2pob 2pnn 2pnn 1 3 2pod 2pnp 2pnp 1 3 2pof 2pnr \
        2pnj 1 3 2pof 2pnt 2pnt 1 3 2poh 2pnv 2pnl 1 3 2poj 2pnx 2pnp 1 3 2po7 2pp9 2pnz 1 3 2po9 2ppb 2po1 1 3 \
        2po9 2po3 2ppf 1 3 2pob 2po5 2po5 1 3 2po9 2ppj 2po7 1 3 2pob 2ppl 2pnz 1 3 2pod 2ppn 2po3 1 3 2pof 2ppr \
        2ppr 1 3 2poh 2ppt 2ppt 1 3 2poj 2ppr 2poh 1 3 2pol 2ppt 2poj 1 3 2pon 2pol 2ppx 1 3 2pop 2pon 2ppz 1 3 \
        2pop 2pq1 2pq3 1 3 2por 2pq3 2por 1 3 2pot 2pq5 2poj 1 3 2pov 2pq9 2pq7 1 3 2pox 2pqb 2pox 1 3 2poz 2pq9 \
        2pqd 1 3 2pp1 2pqb 2pp1 3 3 2pp7 2pql 2pqh 1 3 2pp5 2pp9 2pqn 1 3 2pp7 2ppb 2ppb 1 3 2ppb 2pqp 2ppd 1 3 \
        2ppd 2pqr 2pp7 1 3 2ppf 2pqv 2pph 1 3 2pph 2pqx 2ppj 1 3 2ppj 2pqz 2ppd 1 3 2ppl 2ppn 2ppd 1 3 2ppn 2ppp \
        2pph 1 3 2pph 2ppr 2ppr 1 3 2ppj 2ppt 2ppt 1 3 2prh 2pr5 2ppl 1 3 2prf 2prb 2ppn 1 3 2prh 2prd 2ppr 1 3 \
        2prj 2prb 2ppr 1 3 2prl 2prd 2ppv 1 3 2prn 2pq5 2ppv 1 3 2prp 2pq7 2ppz 1 3 2prn 2pq9 2ppz 1 3 2prp 2prn \
        2pq3 1 3 2prr 2pqd 2pq5 1 3 2prf 2prp 2pq7 1 3 2prd 2prt 2pq7 1 3 2prh 2prv 2pq9 1 3 2prf 2prx 2pqb 1 3 \
        2pqp 2ps1 2pqd 1 3 2pqr 2pqp 2pqf 1 3 2pqh 2ps3 2pqh 1 3 2pqj 2ps7 2pqj 1 3 2pql 2pqv 2pql 1 3 2pqx 2pqx \
        2pqn 1 3 2pr5 2pqz 2pqp 1 3 2pqz 2psd 2pqr 1 3 2pr9 2pr3 2psf 1 3 2pr7 2psh 2pr5 1 3 2prv 2pr7 2pqx 1 3 \
        2prd 2pr9 2pqz 1 3 2pr9 2psp 2psn 1 3 2prd 2psn 2pr3 1 3 2prh 2pst 2prf 1 3 2prl 2prh 2prh 1 3 2prl 2psx \
        2prj 1 3 2prj 2psz 2psx 1 3 2pt1 2psz 2prd 1 3 2pt1 2pt3 2prf 1 3 2prr 2pt5 2prh 1 3 2ps1 2prt 2prj 1 3 \
        2pth 2pt7 2prl 1 3 2ps1 2prx 2prx 1 3 2psn 2ptd 2prz 1 3 2psx 2ps1 2ps1 1 3 2pt3 2ptd 2prt 1 3 2ps3 2ptj \
        2prv 15 3 2pvb 2puh 2pml 1 3 2pun 2puj 2pmn 1 4 2pw7 2pul 2pul 2puf 1 4 2pw9 2pup 2pw7 2pvp 1 4 2pun 2pvz \
        2pun 2pvv 1 4 2pvl 2pur 2pvd 2pup 1 4 2pvv 2pvr 2pul 2put 1 4 2pvh 2puv 2puj 2pup 1 4 2pup 2pvv 2pux 2puv 1 \
        3 2pvt 2puz 2pup 1 i 2pvv 2pv1 2pur 2sad 2pwn 2pv1 2pv1 2puv 2sad 2pvn 2pv1 2pup 2puv 2sad 2put 2pvz 2pv1 \
        2puz 1 8 2pwf 2pv3 2saf 2pwf 2pv3 2pwp 2pv3 2pux 1 4 2pw7 2pnl 2pwr 2pv5 k 1 2sax 1 1 29ep 1 1 29ep 1 1 \
        2sab 1 1 2sab 1 1 2sbt 1 1 2sa7 1 1 29dv 1 1 29dv 1 3 2sbb 2sbb 2sbb n 2 2scl 2scl 1 1 2fqz 1 1 2fr3 1 1 \
        2sa1 1 1 2sa3 1 1 2sd7 1 1 2sd7 1 1 2s8p 1 1 2s8n 1 1 29fv 1 1 29fv 1 1 29g7 1 1 29g7 1 1 29gn 1 1 29gn 1 1 \
        29gv 1 1 29gv 1 1 29gr 1 1 29gr 1 1 29gr 1 1 29gr 3 1 2sbd 1 1 2sbb 1 2 2ser 2r9l 1 2 2set 2r9n 1 2 2sev \
        2r9p 1 2 2sex 2r9r 1 1 2sbh 1 1 2sbj 1 1 2sbl 1 1 2seh 1 1 29i9 1 1 2seh 2 1 2sdv 1 1 2sdz 1 1 2sdr 1 1 \
        2sfh 1 1 2ft5 1 1 2sf7 1 1 2sf7 1 1 2sap 1 1 2san 1 1 29hv 1 1 29hv 1 1 2sft 1 1 2sfp 1 1 2sfj 1 1 2sfj 1 1 \
        2sfh 1 1 2sep 1 1 2sen 1 1 2ser 2 1 2sd5 1 1 2sgb 1 1 2sgb 1 1 2sev 5 2 2sgx 2q17 1 2 2q1v 2q19 1 2 2sh1 \
        2q19 2 2 2sh5 2q1b 2 2 2sh9 2q1d 1 2 2q27 2q1f 1 2 2shd 2q1f 1 2 2q2b 2q1h 1 2 2shh 2q1h 1 2 2q2f 2q1j 1 2 \
        2shl 2q1j 1 2 2q2j 2q1l 1 2 2shp 2q1l 1 2 2q2n 2q1n 1 1 2q4f 1 2 2q45 2q1p 1 2 2q47 2q1r 1 2 2q49 2q1r 1 2 \
        2q4b 2q1t 1 2 2q2j 2q1v 1 2 2q2l 2q1x 1 2 2q4h 2q1x 1 2 2q4j 2q1z 1 2 2q2n 2q23 1 2 2q2p 2q25 1 2 2q2r 2q27 \
        1 2 2q2t 2q29 1 1 2q4t 1 1 2q4v 1 1 2q4v 1 1 2q4x 1 1 2q4z 1 1 2q51 1 1 2q51 1 1 2q53 1 1 2q53 1 1 2q55 1 1 \
        2q57 1 1 2q59 1 1 2q59 1 1 2q5b 1 1 2q5d 1 1 2q5f 1 1 2q5f 1 1 2q5h 1 1 2q5j 1 1 2q5l 1 1 2q5l 1 1 2q5n 1 1 \
        2q5p 1 1 2q5r 1 1 2q5r 1 1 2q5t 1 1 2q5v 1 1 2q5x 1 1 2q5x 1 1 2q5z 1 1 2q5z 1 1 2q61 1 1 2q61 1 1 2q63 1 1 \
        2q63 1 1 2q65 1 1 2q65 1 1 2q67 1 1 2q69 1 1 2q6b 1 1 2q6b 1 1 2q6d 1 1 2q6f 1 1 2q6h 1 1 2q6h 1 1 2q6j 1 1 \
        2q6l 1 1 2q6n 1 1 2q6n 1 1 2q6p 1 1 2q6r 1 1 2q6t 1 1 2q6t 1 1 2q6v 1 1 2q6x 1 1 2q6z 1 1 2q6z 1 1 2q71 1 1 \
        2q73 1 1 2q75 1 1 2q75 1 1 2q77 1 1 2q79 1 1 2q7b 1 1 2q7b 1 1 2q7d 1 1 2q7f 1 1 2q7h 1 1 2q75 1 1 2q77 1 1 \
        2q79 1 1 2q7b 1 1 2q7b 1 1 2q7d 1 1 2q7f 1 1 2q7h 1 1 2q7h 1 1 2q7j 1 1 2q7l 1 1 2q7n 1 1 2q7n 1 1 2q7p 1 1 \
        2q7r 1 1 2q7t 1 1 2q7t 1 1 2q7v 1 1 2q7x 1 1 2q7z 1 1 2q7z 1 1 2q81 1 1 2q83 1 1 2q85 1 1 2q85 1 1 2q87 1 1 \
        2q89 1 1 2q8b 1 1 2q8b 1 1 2q8d 1 1 2q8d 1 1 2q8f 1 1 2q8f 1 1 2q8h 1 1 2q8j 1 1 2q8l 1 3 2q8z 2qal 2q85 1 \
        3 2q91 2qan 2q87 1 3 2q93 2qap 2q87 1 3 2q95 2qar 2q89 1 3 2q97 2qat 2q89 1 3 2q99 2qav 2q8b 1 2 2q9b 2qax \
        1 2 2q9d 2qaz 5 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 \
        2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 \
        2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 \
        2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 \
        2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 \
        2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 \
        2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 \
        2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 2sox 1 1 \
        2chh 1 1 2chh 1 1 29xb 1 1 29wt 1 1 29wt 1 1 29xj 1 1 29jp 1 1 29k9 1 1 29ot 1 1 29or 1 1 29op 1 1 29on 1 1 \
        29ol 1 1 29lf 1 1 29ld 1 1 29lb 1 1 29nd 1 1 29k9 1 1 29pb 1 1 29p9 1 1 29p7 1 1 29p5 1 1 29p3 1 1 29p3 1 1 \
        29p1 1 1 29oz 1 1 29ox 1 1 29ov 1 1 29ot 1 1 29or 1 1 29op 1 1 29on 1 1 29ol 1 1 29oj 1 1 29oh 1 1 29od 1 1 \
        29ob 1 1 29o9 1 1 29o7 1 1 29o7 1 1 29o7 1 1 29o7 1 1 29o7 1 1 29o7 1 1 29o3 1 1 29nz 1 1 29nv 1 1 29nr 1 1 \
        29nn 1 1 29nn 1 1 29nn 1 1 29nn 1 1 29nn 1 1 29nl 1 1 29nj 1 1 29nh 1 1 29nh 1 1 29nh 1 1 29nh 1 1 29nh 1 1 \
        29nh 1 1 29nf 1 1 29n9 1 1 29sb 1 1 29sb 1 1 2m4h 1 1 2m9v 1 1 2m9v 1 1 2m0j 1 1 2m9x 1 1 2m0j 1 1 2m0j 1 1 \
        2ma1 1 1 2ma1 1 1 2ma1 1 1 2m0l 1 1 2m0l 1 1 2m0l 1 1 2m0l 1 1 2m0l 1 1 2m0l 1 1 2m99 1 1 2maf 1 1 2maf 1 1 \
        2maf 1 1 2m93 1 1 2mah 1 1 2mah 1 1 2mah 1 1 2mah 1 1 2mah 1 1 2mah 1 1 2mah 1 1 2mah 1 1 2mah 1 1 2mah 4 1 \
        2m6b 1 1 2m6b 1 1 2m6b 1 1 2m6b 1 1 2m6b 1 1 2m6b 3 1 2m6f 1 1 2m6f 1 1 2m6f 1 1 2m6f 1 1 2m6f 1 1 2m6f 3 1 \
        2m6j 1 1 2m6j 1 1 2m6j 1 1 2m6j 1 1 2m6j 1 1 2m6j 3 1 2m6n 1 1 2m6n 1 1 2m6n 4 1 2su5 1 1 2su5 1 1 2stp 1 2 \
        2t1j 2rwf 1 1 2su5 1 1 2su9 1 1 2g6z 2 1 2eh9 1 1 2fub 1 1 2fub 1 1 2fub 1 1 2fub 1 1 2e8r 1 1 2e6f 15w2 1 \
        54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 \
        54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 \
        54sf 1 1 54sf 1 1 54s3 1 1 54s3 1 1 54s3 1 1 54s3 1 1 54s3 1 1 54s3 1 1 54s3 1 1 54s3 1 1 54s3 1 1 54s3 1 1 \
        54s3 1 1 54s3 1 1 54s3 1 1 54s3 1 1 54s3 1 1 54s3 1 1 54s3 1 1 54s3 1 1 54s3 1 1 54s3 1 1 54s3 1 1 54s3 1 1 \
        54s3 1 1 54s3 1 1 54s3 1 1 54s3 1 1 54vb 1 1 54vb 1 1 54vb 1 1 54vb 1 1 54vb 1 1 54vb 1 1 54vb 1 1 54vb 1 1 \
        54vb 1 1 54vb 1 1 54vb 1 1 54vb 1 1 54vb 1 1 54vb 1 1 54vb 1 1 54vb 1 1 54vb 1 1 54vb 1 1 54vb 1 1 54vb 1 1 \
        54vb 1 1 54vb 1 1 54vb 1 1 54vb 1 1 54vb 1 1 54vb 1 1 54uz 1 1 54uz 1 1 54uz 1 1 54uz 1 1 54uz 1 1 54uz 1 1 \
        54uz 2 1 54uz 1 1 54uz 1 1 54uz 1 1 54uz 1 1 54uz 1 1 54uz 1 1 54uz 1 1 54uz 1 1 54uz 1 1 54uz 1 1 54uz 1 1 \
        54uz 1 1 54uz 1 1 54uz 1 1 54uz 1 1 54uz 1 1 54uz 1 1 54uz 1 1 54y7 1 1 54y7 1 1 54y7 1 1 54y7 1 1 54y7 1 1 \
        54y7 1 1 54y7 1 1 54y7 1 1 54y7 1 1 54y7 1 1 54y7 1 1 54y7 1 1 54y7 1 1 54y7 1 1 54y7 1 1 54y7 1 1 54y7 1 1 \
        54y7 1 1 54y7 1 1 54y7 1 1 54y7 1 1 54y7 1 1 54y7 1 1 54y7 1 1 54y7 1 1 54y7 1 1 54xv 1 1 54xv 1 1 54xv 1 1 \
        54xv 1 1 54xv 1 1 54xv 1 1 54xv 1 1 54xv 1 1 54xv 1 1 54xv 1 1 54xv 1 1 54xv 1 1 54xv 1 1 54xv 1 1 54xv 1 1 \
        54xv 1 1 54xv 1 1 54xv 1 1 54xv 1 1 54xv 1 1 54xv 1 1 54xv 1 1 54xv 1 1 54xv 1 1 54xv 1 1 54xv 1 1 5513 2 1 \
        5513 1 1 5513 3 1 5513 3 1 5513 1 1 5513 3 1 5513 1 1 5513 1 1 5513 1 1 5513 2 1 5513 1 1 5513 1 1 5513 1 1 \
        5513 1 1 5513 1 1 5513 1 1 5513 1 1 5513 1 1 550r 1 1 550r 1 1 550r 1 1 550r 2 1 550r 2 1 550r 1 1 550r 1 1 \
        550r 1 1 550r 1 1 550r 1 1 550r 1 1 550r 2 1 550r 1 1 550r 1 1 550r 1 1 550r 1 1 550r 1 1 550r 1 1 550r 1 1 \
        550r 1 1 550r 1 1 550r 1 1 550r 1 1 553z 1 1 553z 1 1 553z 1 1 553z 1 1 553z 1 1 553z 1 1 553z 1 1 553z 1 1 \
        553z 1 1 553z 1 1 553z 1 1 553z 1 1 553z 1 1 553z 1 1 553z 1 1 553z 1 1 553z 1 1 553z 1 1 553z 1 1 553z 1 1 \
        553z 1 1 553z 1 1 553z 1 1 553z 1 1 553z 1 1 553z 1 1 553n 1 1 553n 1 1 553n 1 1 553n 1 1 553n 1 1 553n 1 1 \
        553n 1 1 553n 1 1 553n 1 1 553n 1 1 553n 1 1 553n 1 1 553n 1 1 553n 1 1 553n 1 1 553n 1 1 553n 1 1 553n 1 1 \
        553n 1 1 553n 1 1 553n 1 1 553n 1 1 553n 1 1 553n 1 1 553n 1 1 553n 1 1 556v 1 1 556v 2 1 556v 1 1 556v 1 1 \
        556v 1 1 556v 3 1 556v 1 1 556v 1 1 556v 1 1 556v 1 1 556v 1 1 556v 1 1 556v 1 1 556v 2 1 556v 1 1 556v 1 1 \
        556v 1 1 556v 1 1 556v 1 1 556v 1 1 556v 2 1 556j 1 1 556j 1 1 556j 1 1 556j 1 1 556j 1 1 556j 1 1 556j 1 1 \
        556j 1 1 556j 1 1 556j 1 1 556j 1 1 556j 1 1 556j 1 1 556j 1 1 556j 1 1 556j 1 1 556j 1 1 556j 1 1 556j 1 1 \
        556j 1 1 556j 1 1 556j 1 1 556j 1 1 556j 1 1 556j 1 1 556j 1 1 559r 1 1 559r 2 1 559r 1 1 559r 1 1 559r 1 1 \
        559r 2 1 559r 1 1 559r 1 1 559r 1 1 559r 1 1 559r 2 1 559r 4 1 559r 1 1 559r 1 1 559r 1 1 559r 1 1 559r 1 1 \
        559r 1 1 559r 2 1 559f 1 1 559f 1 1 559f 1 1 559f 1 1 559f 1 1 559f 1 1 559f 1 1 559f 1 1 559f 1 1 559f 1 1 \
        559f 1 1 559f 1 1 559f 1 1 559f 1 1 559f 1 1 559f 1 1 559f 1 1 559f 1 1 559f 1 1 559f 1 1 559f 1 1 559f 1 1 \
        559f 1 1 559f 1 1 559f 1 1 559f 1 1 55cn 1 1 55cn 1 1 55cn 1 1 55cn 1 1 55cn 1 1 55cn 1 1 55cn 1 1 55cn 1 1 \
        55cn 1 1 55cn 1 1 55cn 1 1 55cn 1 1 55cn 1 1 55cn 1 1 55cn 1 1 55cn 1 1 55cn 1 1 55cn 1 1 55cn 1 1 55cn 1 1 \
        55cn 1 1 55cn 1 1 55cn 1 1 55cn 1 1 55cn 1 1 55cn 1 1 55cb 1 1 55cb 1 1 55cb 1 1 55cb 1 1 55cb 1 1 55cb 1 1 \
        55cb 1 1 55cb 1 1 55cb 1 1 55cb 1 1 55cb 1 1 55cb 1 1 55cb 1 1 55cb 1 1 55cb 1 1 55cb 1 1 55cb 1 1 55cb 1 1 \
        55cb 1 1 55cb 1 1 55cb 1 1 55cb 1 1 55cb 1 1 55cb 1 1 55cb 1 1 55cb 1 1 55fj 1 1 55fj 1 1 55fj 1 1 55fj 1 1 \
        55fj 1 1 55fj 1 1 55fj 1 1 55fj 1 1 55fj 1 1 55fj 1 1 55fj 1 1 55fj 1 1 55fj 1 1 55fj 1 1 55fj 1 1 55fj 1 1 \
        55fj 1 1 55fj 1 1 55fj 1 1 55fj 1 1 55fj 1 1 55fj 1 1 55fj 1 1 55fj 1 1 55fj 1 1 55fj 1 1 55f7 1 1 55f7 1 1 \
        55f7 1 1 55f7 1 1 55f7 1 1 55f7 1 1 55f7 1 1 55f7 1 1 55f7 1 1 55f7 1 1 55f7 1 1 55f7 1 1 55f7 1 1 55f7 1 1 \
        55f7 1 1 55f7 1 1 55f7 1 1 55f7 1 1 55f7 1 1 55f7 1 1 55f7 1 1 55f7 1 1 55f7 1 1 55f7 1 1 55f7 1 1 55f7 1 1 \
        55if 1 1 55if 1 1 55if 1 1 55if 1 1 55if 1 1 55if 1 1 55if 1 1 55if 1 1 55if 1 1 55if 1 1 55if 1 1 55if 1 1 \
        55if 1 1 55if 1 1 55if 1 1 55if 1 1 55if 1 1 55if 1 1 55if 1 1 55if 1 1 55if 1 1 55if 1 1 55if 1 1 55if 1 1 \
        55if 1 1 55if 1 1 55i3 1 1 55i3 1 1 55i3 1 1 55i3 1 1 55i3 1 1 55i3 1 1 55i3 1 1 55i3 1 1 55i3 1 1 55i3 1 1 \
        55i3 1 1 55i3 1 1 55i3 1 1 55i3 1 1 55i3 1 1 55i3 1 1 55i3 1 1 55i3 1 1 55i3 1 1 55i3 1 1 55i3 1 1 55i3 1 1 \
        55i3 1 1 55i3 1 1 55i3 1 1 55i3 1 1 55lb 1 1 55lb 1 1 55lb 1 1 55lb 1 1 55lb 1 1 55lb 1 1 55lb 1 1 55lb 1 1 \
        55lb 1 1 55lb 1 1 55lb 1 1 55lb 1 1 55lb 1 1 55lb 1 1 55lb 1 1 55lb 1 1 55lb 1 1 55lb 1 1 55lb 1 1 55lb 1 1 \
        55lb 1 1 55lb 1 1 55lb 1 1 55lb 1 1 55lb 1 1 55lb 1 1 55kz 1 1 55kz 1 1 55kz 1 1 55kz 1 1 55kz 1 1 55kz 1 1 \
        55kz 1 1 55kz 1 1 55kz 1 1 55kz 1 1 55kz 1 1 55kz 1 1 55kz 1 1 55kz 1 1 55kz 1 1 55kz 1 1 55kz 1 1 55kz 1 1 \
        55kz 1 1 55kz 1 1 55kz 1 1 55kz 1 1 55kz 1 1 55kz 1 1 55kz 1 1 55kz 1 1 55o7 1 1 55o7 1 1 55o7 1 1 55o7 1 1 \
        55o7 1 1 55o7 1 1 55o7 1 1 55o7 1 1 55o7 1 1 55o7 1 1 55o7 1 1 55o7 1 1 55o7 1 1 55o7 1 1 55o7 1 1 55o7 1 1 \
        55o7 1 1 55o7 1 1 55o7 1 1 55o7 1 1 55o7 1 1 55o7 1 1 55o7 1 1 55o7 1 1 55o7 1 1 55o7 1 1 55nv 1 1 55nv 1 1 \
        55nv 1 1 55nv 1 1 55nv 1 1 55nv 1 1 55nv 1 1 55nv 1 1 55nv 1 1 55nv 1 1 55nv 1 1 55nv 1 1 55nv 1 1 55nv 1 1 \
        55nv 1 1 55nv 1 1 55nv 1 1 55nv 1 1 55nv 1 1 55nv 1 1 55nv 1 1 55nv 1 1 55nv 1 1 55nv 1 1 55nv 1 1 55nv 1 1 \
        55r3 1 1 55r3 1 1 55r3 1 1 55r3 1 1 55r3 1 1 55r3 1 1 55r3 1 1 55r3 1 1 55r3 1 1 55r3 1 1 55r3 1 1 55r3 1 1 \
        55r3 1 1 55r3 1 1 55r3 1 1 55r3 1 1 55r3 1 1 55r3 1 1 55r3 1 1 55r3 1 1 55r3 1 1 55r3 1 1 55r3 1 1 55r3 1 1 \
        55r3 1 1 55r3 1 1 55qr 1 1 55qr 1 1 55qr 1 1 55qr 1 1 55qr 1 1 55qr 1 1 55qr 1 1 55qr 1 1 55qr 1 1 55qr 1 1 \
        55qr 1 1 55qr 1 1 55qr 1 1 55qr 1 1 55qr 1 1 55qr 1 1 55qr 1 1 55qr 1 1 55qr 1 1 55qr 1 1 55qr 1 1 55qr 1 1 \
        55qr 1 1 55qr 1 1 55qr 1 1 55qr 1 1 55gn 1 1 5525 3 1 54j3 1 1 54j3 1 1 54j3 1 1 54j3 1 1 54j3 1 1 54j3 1 1 \
        54j3 1 1 54j3 1 1 54j3 1 1 54j3 1 1 54j3 1 1 54j3 1 1 54j3 1 1 54j3 1 1 54j3 1 1 54j3 1 1 54j3 1 1 54jn 1 1 \
        54j3 1 1 54j3 1 1 54j3 1 1 54j3 1 1 54j3 1 1 54j3 1 1 54j3 1 1 4sj9 1 1 54ir 1 1 54ir 1 1 54ir 1 1 54ir 1 1 \
        54ir 1 1 54ir 1 1 54ir 1 1 54ir 1 1 54ir 1 1 54ir 1 1 54ir 1 1 54ir 1 1 54ir 1 1 54ir 1 1 54ir 1 1 54ir 1 1 \
        54ir 1 1 54ir 1 1 54ir 1 1 54ir 1 1 54ir 1 1 54ir 1 1 54ir 1 1 54ir 1 1 54ir 1 1 4skz 1 1 54jz 1 1 54jv 1 1 \
        54jt 1 1 54j7 1 1 54jj 1 1 54jn 1 1 54mb 1 1 54mb 1 1 54mb 1 1 54mb 1 1 54mb 1 1 54mb 1 1 54mb 1 1 54mb 1 1 \
        54mb 1 1 54mb 1 1 54mb 1 1 54mb 1 1 54mb 1 1 54mb 1 1 54mb 1 1 54mb 1 1 54mb 1 1 54mv 1 1 54mb 1 1 54mb 1 1 \
        54mb 1 1 54mb 1 1 54mb 1 1 54mb 1 1 54mb 1 1 4smh 1 1 54lz 1 1 54lz 1 1 54lz 1 1 54lz 1 1 54lz 1 1 54lz 1 1 \
        54lz 1 1 54lz 1 1 54lz 1 1 54lz 1 1 54lz 1 1 54lz 1 1 54lz 1 1 54lz 1 1 54lz 1 1 54lz 1 1 54lz 1 1 54lz 1 1 \
        54lz 1 1 54lz 1 1 54lz 1 1 54lz 1 1 54lz 1 1 54lz 1 1 54lz 1 1 4so7 1 1 54n7 1 1 54n3 1 1 54n1 1 1 54mf 1 1 \
        54mr 1 1 54mv 1 1 54pj 1 1 54pj 1 1 54pj 1 1 54pj 1 1 54pj 1 1 54pj 1 1 54pj 1 1 54pj 1 1 54pj 1 1 54pj 1 1 \
        54pj 1 1 54pj 1 1 54pj 1 1 54pj 1 1 54pj 1 1 54pj 1 1 54pj 1 1 54q3 1 1 54pj 1 1 54pj 1 1 54pj 1 1 54pj 1 1 \
        54pj 1 1 54pj 1 1 54pj 1 1 4spp 1 1 54p7 1 1 54p7 1 1 54p7 1 1 54p7 1 1 54p7 1 1 54p7 1 1 54p7 1 1 54p7 1 1 \
        54p7 1 1 54p7 1 1 54p7 1 1 54p7 1 1 54p7 1 1 54p7 1 1 54p7 1 1 54p7 1 1 54p7 1 1 54p7 1 1 54p7 1 1 54p7 1 1 \
        54p7 1 1 54p7 1 1 54p7 1 1 54p7 1 1 54p7 1 1 4srf 1 1 54qf 1 1 54qb 1 1 54q9 1 1 54pn 1 1 54pz 1 1 54q3 1 1 \
        54sr 1 1 54sr 1 1 54sr 1 1 54sr 1 1 54sr 1 1 54sr 1 1 54sr 1 1 54sr 1 1 54sr 1 1 54sr 1 1 54sr 1 1 54sr 1 1 \
        54sr 1 1 54sr 1 1 54sr 1 1 54sr 1 1 54sr 1 1 54tb 1 1 54sr 1 1 54sr 1 1 54sr 1 1 54sr 1 1 54sr 1 1 54sr 1 1 \
        54sr 1 1 4ssx 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 \
        54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 54sf 1 1 \
        54sf 1 1 54sf 1 1 54sf 1 1 4sun 1 1 54tn 1 1 54tj 1 1 54th 1 1 54sv 1 1 54t7 1 1 54tb 1 1 54vz 1 1 54vz 1 1 \
        54vz 1 1 54vz 1 1 54vz 1 1 54vz 1 1 54vz 1 1 54vz 1 1 54vz 1 1 54vz 1 1 54vz 1 1 54vz 1 1 54vz 1 1 54vz 1 1 \
        54vz 1 1 54vz 1 1 54vz 1 1 54wj 1 1 54vz 1 1 54vz 1 1 54vz 1 1 54vz 1 1 54vz 1 1 54vz 1 1 54vz 1 1 4sw5 1 1 \
        54vn 1 1 54vn 1 1 54vn 1 1 54vn 1 1 54vn 1 1 54vn 1 1 54vn 1 1 54vn 1 1 54vn 1 1 54vn 1 1 54vn 1 1 54vn 1 1 \
        54vn 1 1 54vn 1 1 54vn 1 1 54vn 1 1 54vn 1 1 54vn 1 1 54vn 1 1 54vn 1 1 54vn 1 1 54vn 1 1 54vn 1 1 54vn 1 1 \
        54vn 1 1 4sxv 1 1 54wv 1 1 54wr 1 1 54wp 1 1 54w3 1 1 54wf 1 1 54wj 1 1 54v1 1 1 54v1 3 1 56bh 1 1 56bh 1 1 \
        56bh 1 1 56bh 1 1 56bh 1 1 56bh 1 1 56bh 1 1 56bh 1 1 56bh 1 1 56bh 1 1 56c1 1 1 56c1 1 1 56c1 1 1 56c1 1 1 \
        56c1 1 1 56c1 1 1 56c1 1 1 56c1 1 1 56c1 1 1 56c1 1 1 56cl 1 1 56cl 1 1 56cl 1 1 56cl 1 1 56cl 1 1 56cl 1 1 \
        56cl 1 1 56cl 1 1 56cl 1 1 56cl 1 1 56d5 1 1 56d5 1 1 56d5 1 1 56d5 1 1 56d5 1 1 56d5 1 1 56d5 1 1 56d5 1 1 \
        56d5 1 1 56d5 1 1 56dp 1 1 56dp 1 1 56dp 1 1 56dp 1 1 56dp 1 1 56dp 1 1 56dp 1 1 56dp 1 1 56dp 1 1 56dp 4ch \
        1 5cqb 1 1 5cqb 1 1 5cq5 1 1 5cq1 2 1 5cor 1 1 5cq1 1 1 5cqd 1 1 5cpv 1 1 5cov 1 1 5cpb 1 1 5cpb 1 1 5cpb 1 \
        1 5cpb 1 1 5cqf 1 1 5cq5 1 1 5cpr 1 1 5cqh 1 1 5cpt 1 1 5cqt 1 1 5cqp 1 1 5crb 1 1 5crb 1 1 5cr7 1 1 5cr5 1 \
        1 5cqv 1 1 5cqt 1 1 5cqr 1 1 5cnx 1 1 5cjr 1 1 5cl7 1 1 5co1 2 1 5cs3 1 1 5crx 2 1 5cqj 3 1 5cs5 2 1 5cqn 1 \
        1 5cr3 1 1 5cr3 1 1 5cr3 1 1 5cr3 1 1 5cs7 1 1 5crx 1 1 5crj 1 1 5cs9 1 1 5crl 2 1 5csh 1 1 5ct3 1 1 5ct3 1 \
        1 5csz 2 1 5csn 2 1 5csj 7 1 5ctp 5 1 5ctx 2 1 5csf 2 1 5csv 2 1 5csv 1 1 5ctz 1 1 5ctp 2 1 5cu1 1 1 5ctd 2 \
        1 5cu9 3 1 5cur 2 1 5cuf 2 1 5cub 2 1 5cnb 2 1 5crl 2 1 5cvn 1 1 5cvh 2 1 5cu3 3 1 5cvp 1 1 5cv7 1 1 5cu7 1 \
        1 5cun 2 1 5cun 1 1 5cun 1 1 5cvr 1 1 5cvh 1 1 5cv3 1 1 5cvt 1 1 5cv5 2 1 5cw1 1 1 5cwn 1 1 5cwn 1 1 5cwj 2 \
        1 5cw7 1 1 5cw5 1 1 5cw3 1 1 5ct9 2 1 5cqj 2 1 5cxf 1 1 5cxf 1 1 5cx9 1 1 5cx5 1 1 5cvv 1 1 5cvv 1 1 5cx5 1 \
        1 5cxh 1 1 5cwz 1 1 5cvz 2 1 5cwf 1 1 5cwf 1 1 5cwf 1 1 5cxj 1 1 5cx9 1 1 5cwv 1 1 5cxl 1 1 5cwx 1 1 5cxx 1 \
        1 5cxt 1 1 5cyf 1 1 5cyf 1 1 5cyb 1 1 5cy9 1 1 5cxz 1 1 5cxx 1 1 5cxv 6 1 5cz7 1 1 5cz1 1 1 5cyx 2 1 5cxn 1 \
        1 5cyx 1 1 5cz9 1 1 5cyr 1 1 5cxr 2 1 5cy7 1 1 5cy7 1 1 5cy7 1 1 5czb 1 1 5cz1 1 1 5cyn 1 1 5czd 1 1 5cyp 1 \
        1 5czp 1 1 5czl 1 1 5d07 1 1 5d07 1 1 5d03 1 1 5d01 1 1 5czr 1 1 5czp 1 1 5czn g5 2 5g9t 5g9x 1 2 5g9v 5ga3 \
        1 2 5g9v 5ga5 1 2 5g9v 5ga7 1 2 5g9v 5ga9 1 2 5g9v 5gab 1 2 5g9v 5gad 1 2 5g9v 5gaf 1 2 5g9v 5gah 1 2 5g9v \
        5gaj 1 2 5g9v 5gal 6 3 5gb5 5g9r 5gb3 1 3 5gb7 5g9r 5gb5 1 3 5gb9 5g9r 5gb7 1 3 5gbb 5g9r 5gb9 1 3 5gbd \
        5g9r 5gbb 1 3 5gbf 5g9r 5gbd 1 3 5gbh 5g9r 5gbf 1 3 5gbj 5g9r 5gbh 1 3 5gbl 5g9r 5gbj 1 3 5gbn 5g9r 5gbl 1 \
        3 5gbp 5g9r 5gbn 1 3 5gbr 5g9r 5gbp 1 3 5gbt 5g9r 5gbr 1 3 5gbv 5g9r 5gbt 1 3 5gbx 5g9r 5gbv 1 3 5gbz 5g9r \
        5gbx 1 3 5gc1 5g9r 5gbz 1 3 5gc3 5g9r 5gc1 1 3 5gc5 5g9r 5gc3 1 3 5gc7 5g9r 5gc5 1 3 5gc9 5g9r 5gc7 1 3 \
        5gcb 5g9r 5gc9 1 3 5gcd 5g9r 5gcb 1 3 5gcf 5g9r 5gcd 1 3 5gch 5g9r 5gcf 1 3 5gcj 5g9r 5gch 1 3 4xf1 5ga7 \
        4xez 1 1 5gb5 1 1 5gad 1 2 5gb9 5gb7 1 2 5ga7 5ga1 2 1 5gbj 1 1 5gbj 1 1 5gbj 1 1 5gbj 1 1 5gbj 1 1 5gbj 1 \
        1 5gbj 1 1 5gbj 1 1 5gbj 1 1 5gbj 1 1 5gbj 1 1 5gbj 1 1 5gbj 1 1 5gbj 1 1 5gbj 1 1 5gbj 1 1 5gbj 1 1 5gbj 1 \
        1 5gbj 1 1 5gbj 1 1 5gbj 1 1 5gbj 1 1 5gbj 1 1 5gbj 1 1 5gbj 1 1 5gbj 1 2 5gcl 5gbt 1 2 5gcd 5gbv 1 2 5gc3 \
        5gcx 1 2 5gc5 5gc5 1 3 5gcd 5gcd 5gc1 1 2 5gc1 5gd5 r 2 5ge3 5gen 1 2 5ge5 5gen 11 2 5ggp 5ggd 34 2 4xl7 \
        4xnv 1 2 4xi5 4xi5 1 1 4xi3 e 1 4dxn 1 1 4gol 1 1 4jnx 1 2 4xi3 4xkl 1 1 4lqp 1 1 4hkn 1 1 3yav 1 1 4hjx 1 \
        1 4lpl 1 1 4cfn 1 1 4837 1 1 4cn9 1 1 4k9r 1 1 4f1f 1 1 4kkj 1 1 4cm7 1 1 4kcn 1 1 43b3 1 1 46iv 1 1 3x85 1 \
        1 4hnt 1 1 4jix 1 1 48x1 1 1 4dut 1 1 4dk7 1 1 4lzn 1 1 4lz7 1 1 3vsz 1 1 4fpp 1 1 4lxd 1 1 4jnb 1 1 4dox 1 \
        1 3wxt 1 1 4dz1 1 1 44tf 1 1 44fn 1 1 4jmh 1 1 4963 1 1 4c4b 1 1 4c4f 1 1 46iz 1 1 4k9b 1 1 4iyx 1 1 3vfh 5 \
        3 4xuh 4c2x 4xuf 1 3 4xuj 4m0h 4xuh 1 3 4xul 4lt9 4xuj 1 3 4xun 4gol 4xul 1 3 4xup 48bb 4xun 1 3 4xur 4e05 \
        4xup 1 3 4xut 45wf 4xur 1 3 4xuv 4k45 4xut 1 3 4xux 4ctf 4xuv 8 1 4f3n 1 1 4jph
        """
}

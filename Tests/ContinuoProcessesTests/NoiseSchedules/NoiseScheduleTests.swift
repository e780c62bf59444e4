import ContinuoProcesses
import ContinuoTensor
import ContinuoTestSupport
import Testing

@Suite struct NoiseScheduleTests {
    @Test(arguments: NoiseScheduleRegistry.names) func schedulesKeepTheirLaws(_ name: String) throws {
        let schedule = try #require(NoiseScheduleRegistry.schedule(named: name))
        #expect(abs(schedule.intact(at: 0) - 1) < 1e-12)
        #expect(abs(schedule.intact(at: 1)) < 1e-12)
        let times = (1..<100).map { Double($0) / 100 }
        for time in times {
            let difference = (schedule.intact(at: time + 1e-6) - schedule.intact(at: time - 1e-6)) / 2e-6
            #expect(abs(schedule.slope(at: time) - difference) < 1e-7 && difference < 0)
            #expect(abs(schedule.time(whenIntact: schedule.intact(at: time)) - time) < 1e-9)
        }
        let levels = Tensor(times, shape: [9, 11])
        expectClose(schedule.intact(at: levels), Tensor(times.map { schedule.intact(at: $0) }, shape: [9, 11]))
    }

    /// Being hidden until the end of a step is being hidden until its beginning and not being revealed in it.
    @Test(arguments: NoiseScheduleRegistry.names, [1, 2, 7]) func stepsFollowTheSchedule(_ name: String, steps: Int)
        throws
    {
        let schedule = try #require(NoiseScheduleRegistry.schedule(named: name))
        var hidden = 1.0
        for (step, probability) in schedule.revealProbabilities(steps: steps).enumerated() {
            hidden *= 1 - probability
            #expect(abs(1 - hidden - schedule.intact(at: 1 - Double(step + 1) / Double(steps))) < 1e-12)
        }
        #expect(hidden == 0)
    }

    @Test func noiseFollowsTheLevels() {
        let noise = AbsorbingNoise(mask: 9, schedule: CosineSchedule())
        let tokens = Tensor.zeros([2, 20_000], .int32)
        let levels = Tensor.concatenated([Tensor.full([2, 10_000], 0.3), Tensor.full([2, 10_000], 0.8)], axis: 1)
        var random = RandomStream(seed: 2)
        let noised = noise.corrupt(tokens, levels: levels, using: &random)
        for (start, time) in [(0, 0.3), (10_000, 0.8)] {
            let part = noised.sliced(start..<(start + 10_000), axis: 1).array(of: Int32.self)
            let share = Double(part.count { $0 == 9 }) / 20_000
            #expect(abs(share - (1 - CosineSchedule().intact(at: time))) < 0.015)
        }
        let fixed = (0..<40_000).map { $0 % 2 == 0 }
        let half = noise.corrupt(tokens, levels: Tensor.ones([2, 20_000]), fixed: fixed, using: &random)
        #expect(half.array(of: Int32.self) == fixed.map { $0 ? 0 : 9 })
    }
}

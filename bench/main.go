// Command bench measures the attribution kernel side by side with DuckDB, on the
// same lines and with the same number of threads, and prints ratios. It is a module
// of its own because DuckDB needs cgo:
//
//	cd bench
//	GOWORK=off go run . -lines 4000000 -threads 1
//	GOWORK=off go run . -lines 4000000 -threads 2
//
// Every engine must come to the same members at each step, and to the same checksum
// over members and winners; otherwise the command fails.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"time"
)

func main() {
	lines := flag.Int("lines", 4_000_000, "claim lines")
	threads := flag.Int("threads", 1, "threads of every engine")
	reps := flag.Int("reps", 7, "repetitions; the engines take turns")
	flag.Parse()
	if err := run(*lines, *threads, *reps); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// outcome is what every engine must agree on.
type outcome struct {
	first, second int64 // members attributed or lost at each step
	sum           int64 // over members of (member * 31 + winner) mod 1000003
}

func (o *outcome) add(member, winner int64, step int) {
	switch step {
	case 1:
		o.first++
	case 2:
		o.second++
	default:
		return
	}
	o.sum += (member*31 + winner) % 1000003
}

// engine is one way to do the same work.
type engine struct {
	name  string
	run   func() (outcome, error)
	times []time.Duration
}

func run(lines, threads, reps int) error {
	runtime.GOMAXPROCS(threads)
	d := generate(lines)
	duck, err := openDuck(context.Background(), d, threads)
	if err != nil {
		return err
	}
	defer duck.close()
	engines := []*engine{
		{name: "kernel, packed records", run: packedEngine(d, threads)},
		{name: "kernel, typed lines", run: typedEngine(d, threads)},
		{name: "the rule by hand, 24-byte rows", run: plainEngine(d, threads)},
		{name: "DuckDB, integer codes, in memory", run: duck.engine(integerSQL)},
		{name: "DuckDB, texts and decimals, in memory", run: duck.engine(textSQL)},
	}
	var want outcome
	for rep := range reps + 1 { // the first round warms up
		for i, e := range engines {
			runtime.GC()
			start := time.Now()
			got, err := e.run()
			if err != nil {
				return fmt.Errorf("%s: %w", e.name, err)
			}
			if rep > 0 {
				e.times = append(e.times, time.Since(start))
			}
			if i == 0 {
				want = got
			}
			if got != want {
				return fmt.Errorf("%s comes to %+v, the kernel to %+v", e.name, got, want)
			}
		}
	}
	fmt.Printf("%d lines of %d members, %d threads, %d rounds; every engine: %d members at the first step, %d at the second\n\n",
		lines, len(d.members), threads, reps, want.first, want.second)
	base := best(engines[0].times)
	fmt.Printf("%-40s %12s %12s %10s\n", "engine", "ns a line", "median", "ratio")
	for _, e := range engines {
		fmt.Printf("%-40s %12.1f %12.1f %9.1fx\n", e.name, perLine(best(e.times), lines), perLine(median(e.times), lines), float64(best(e.times))/float64(base))
	}
	return nil
}

func perLine(d time.Duration, lines int) float64 { return float64(d.Nanoseconds()) / float64(lines) }

func best(times []time.Duration) time.Duration { return slices.Min(times) }

func median(times []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	return sorted[len(sorted)/2]
}

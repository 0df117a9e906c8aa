package main

import (
	"strconv"
	"sync"

	"github.com/seed-6807d414/apm/attribution"
)

// shares splits n members among threads.
func shares(n, threads int) [][2]int {
	all := make([][2]int, threads)
	for i := range all {
		all[i] = [2]int{n * i / threads, n * (i + 1) / threads}
	}
	return all
}

// parallel adds up the outcomes of the shares.
func parallel(n, threads int, part func(from, to int) (outcome, error)) (outcome, error) {
	outcomes, errs := make([]outcome, threads), make([]error, threads)
	var running sync.WaitGroup
	for i, s := range shares(n, threads) {
		running.Go(func() { outcomes[i], errs[i] = part(s[0], s[1]) })
	}
	running.Wait()
	var all outcome
	for i := range outcomes {
		if errs[i] != nil {
			return all, errs[i]
		}
		all.first, all.second, all.sum = all.first+outcomes[i].first, all.second+outcomes[i].second, all.sum+outcomes[i].sum
	}
	return all, nil
}

// packedEngine packs outside the measurement, as DuckDB loads outside of it.
func packedEngine(d *dataset, threads int) func() (outcome, error) {
	a, err := attribution.New(method(), d.roster(), period())
	if err != nil {
		return func() (outcome, error) { return outcome{}, err }
	}
	dir := a.NewDirectory()
	records := make([]attribution.Record, 0, len(d.rows))
	packed := make([]attribution.Packed, len(d.members))
	for i := range d.members {
		start := len(records)
		if records, err = dir.Pack(&d.members[i], records); err != nil {
			return func() (outcome, error) { return outcome{}, err }
		}
		packed[i] = attribution.Packed{Person: d.members[i].Person, Records: records[start:]}
	}
	numbers := numbersOf(d, dir)
	workers := make([]*attribution.Worker, threads)
	for i := range workers {
		workers[i] = a.NewWorker()
	}
	return func() (outcome, error) {
		free := make(chan *attribution.Worker, threads)
		for _, w := range workers {
			free <- w
		}
		return parallel(len(packed), threads, func(from, to int) (o outcome, err error) {
			w := <-free
			for i := from; i < to; i++ {
				v, err := w.AttributePacked(&packed[i], dir)
				if err != nil {
					return o, err
				}
				if v.Step != 0 {
					o.add(int64(i+1), numbers[v.Winner], v.Step)
				}
			}
			return o, nil
		})
	}
}

// numbersOf gives the checksum's number for each of the directory's.
func numbersOf(d *dataset, dir *attribution.Directory) []int64 {
	numbers := make([]int64, 2*tins+npis) // more than there are identifiers
	for t, o := range d.organization {
		if o == 0 {
			numbers[dir.Number(attribution.TIN, tinText(int32(t)))] = winner(0, t)
		}
	}
	for n := uint32(1); dir.Name(n).Kind == "" && dir.Name(n).Value != ""; n++ {
		o, _ := strconv.Atoi(dir.Name(n).Value)
		numbers[n] = winner(o%1000, 0)
	}
	return numbers
}

func typedEngine(d *dataset, threads int) func() (outcome, error) {
	a, err := attribution.New(method(), d.roster(), period())
	if err != nil {
		return func() (outcome, error) { return outcome{}, err }
	}
	return func() (outcome, error) {
		return parallel(len(d.members), threads, func(from, to int) (o outcome, err error) {
			w := a.NewWorker()
			for i := from; i < to; i++ {
				r, err := w.Attribute(&d.members[i])
				if err != nil {
					return o, err
				}
				if r.Step == "" {
					continue
				}
				name := r.Winner.Organization
				if name == "" {
					name = r.Winner.ID.Value
				}
				n, _ := strconv.Atoi(name)
				number := winner(n-100_000_000, 0)
				if r.Winner.Organization == "" {
					number = winner(0, n-200_000_000)
				}
				o.add(int64(i+1), number, int(r.Step[0]-'0'))
			}
			return o, nil
		})
	}
}

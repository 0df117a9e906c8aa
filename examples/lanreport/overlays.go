package main

import (
	"fmt"
	"strings"

	"github.com/seed-6807d414/apm/lan"
)

// state is an overlay by the name that the command line gives it.
type state struct {
	name  string
	years []int // for which targets are known, rising; none where a year does not matter
	of    func(year int) (lan.Overlay, error)
}

func states() []state {
	always := func(o lan.Overlay) func(int) (lan.Overlay, error) {
		return func(int) (lan.Overlay, error) { return o, nil }
	}
	return []state{
		{"oregon", []int{2020, 2024}, lan.OregonCCO},
		{"oregon-compact", []int{2025}, lan.OregonCompact},
		{"maine", []int{2022}, lan.MaineCare},
		{"arizona", nil, always(lan.Arizona())},
		{"newhampshire", nil, always(lan.NewHampshire())},
		{"newyork", []int{2020}, lan.NewYork},
		{"texas", []int{2018, 2021}, lan.Texas},
		{"pennsylvania", []int{2017, 2018, 2019, 2020}, lan.Pennsylvania},
	}
}

func overlayNames() []string {
	var out []string
	for _, s := range states() {
		out = append(out, s.name)
	}
	return out
}

// chosenOverlay is the overlay of the command line: the LAN's and HHS's last goals with
// confirmed percentages and CMS's for 2030 where none is named.
func (o options) chosenOverlay(r lan.Report) (lan.Overlay, error) {
	if o.overlay == "" {
		if o.year != 0 {
			return lan.Overlay{}, fmt.Errorf("year: goes with an overlay (known: %s)", strings.Join(overlayNames(), ", "))
		}
		goals, err := lan.LANGoals(2018)
		if err != nil {
			return lan.Overlay{}, err
		}
		medicare, err := lan.HHSGoals(2018)
		return lan.Overlay{Name: "national goals", Targets: append(append(goals, medicare...), lan.CMSAccountableCare())}, err
	}
	for _, s := range states() {
		if s.name != o.overlay {
			continue
		}
		year := o.year
		if year == 0 && len(s.years) > 0 {
			year = s.years[0]
			last, _, _ := r.Terms.Period.To.Civil()
			for _, known := range s.years {
				if known <= last {
					year = known
				}
			}
		}
		return s.of(year)
	}
	return lan.Overlay{}, fmt.Errorf("overlay: the name is not known (known: %s)", strings.Join(overlayNames(), ", "))
}

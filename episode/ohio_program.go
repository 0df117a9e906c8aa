package episode

import "fmt"

// OhioProgram is the settlement of Ohio Medicaid's episodes (Ohio Admin. Code 5160-19-04)
// for a calendar year from 2016 to 2019: positive and negative incentives by thresholds.
// Participation was suspended in 2020, 2021 and 2022, which is an error that says so. Shares,
// levels, limits and the risk model are options: they stand in the State Plan and in yearly
// papers. An episode counts in the year in which it ends.
func OhioProgram(year int, o RetrospectiveOptions) (Program, error) {
	switch {
	case year >= 2020 && year <= 2022:
		return Program{}, fmt.Errorf("episodes of Ohio: participation was suspended in %d (Ohio Admin. Code 5160-19-04)", year)
	case year < 2016 || year > 2019:
		return Program{}, fmt.Errorf("episodes of Ohio: known for 2016 to 2019, not for %d", year)
	}
	p, err := o.program(fmt.Sprintf("Ohio episodes, %d", year), "Ohio Admin. Code 5160-19-04", nil)
	if err == nil {
		p.Reconciliation = &Reconciliation{Membership: AtEnd}
	}
	return p, err
}

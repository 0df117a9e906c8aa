package benchmark

import "fmt"

// REACHOption is the risk arrangement of an ACO in ACO REACH or, until 2022, in
// Global and Professional Direct Contracting.
type REACHOption string

// The risk arrangements.
const (
	Professional REACHOption = "Professional"
	Global       REACHOption = "Global"
)

// Figures of Facts that the terms of [REACH] read.
const (
	// RetrospectiveTrend is the program-wide retrospective trend adjustment, a factor in
	// the row of each category (aged and disabled, ESRD) in PY.
	RetrospectiveTrend Measure = "retrospectiveTrend"
	// QualityScore is the fraction of the quality withhold that is earned back.
	QualityScore Measure = "qualityScore"
	// Retained is 1 where the retention withhold is not forfeited, and 0 where it is.
	Retained Measure = "retained"
	// HighNeedMonths and LowNeedMonths are the member-months that the health equity
	// benchmark adjustment pays and charges for.
	HighNeedMonths Measure = "highNeedMonths"
	LowNeedMonths  Measure = "lowNeedMonths"
)

// REACH is the settlement benchmark of Global and Professional Direct Contracting (2021
// and 2022) and ACO REACH (2023) from the benchmark before deductions, which is the
// PerCapita of each category in PY, per member-month, with the months in Time: the
// retrospective trend adjustment, then discount and withholds, which add up, then in 2023
// the health equity benchmark adjustment. CMS's published results of 2021 to 2023 hold
// the inputs; the blend of historical spending and rate book before them is published
// for none of these years.
func REACH(year int, option REACHOption) (Terms, error) {
	if year < 2021 || year > 2023 {
		return Terms{}, fmt.Errorf("REACH: known for performance years 2021 to 2023, not for %d", year)
	}
	if option != Professional && option != Global {
		return Terms{}, fmt.Errorf("REACH: unknown risk arrangement %q (known: Professional, Global)", string(option))
	}
	name, discount, withhold := "GPDC", "0.02", "0.05"
	if year == 2023 {
		name, discount, withhold = "ACO REACH", "0.03", "0.02"
	}
	deductions := Deductions{Authority: "participation agreement, Exhibit A"}
	if option == Global {
		deductions.Of = append(deductions.Of, Deduction{Name: "discount", Rate: num(discount)})
	}
	deductions.Of = append(deductions.Of,
		Deduction{Name: "quality withhold", Rate: num(withhold), EarnedBack: QualityScore},
		Deduction{Name: "retention withhold", Rate: num("0.02"), EarnedBack: Retained})
	rules := Rules{
		Scale{By: RetrospectiveTrend, Year: "PY", Authority: "retrospective trend adjustment, CMS financial settlement"},
		deductions,
		BaseYears{Years: []YearWeight{{Year: "PY", Weight: one}}},
		Mix{Year: "PY"},
	}
	if year == 2023 {
		const authority = "health equity benchmark adjustment, CMS results of performance year 2023"
		rules = append(rules,
			Addend{Name: "equity, high need", Rate: num("30"), Units: HighNeedMonths, Year: "PY", Authority: authority},
			Addend{Name: "equity, low need", Rate: num("-6"), Units: LowNeedMonths, Year: "PY", Authority: authority})
	}
	return Terms{
		Name:          fmt.Sprintf("%s %s, performance year %d", name, option, year),
		Years:         []string{"PY"},
		Retrospective: rules,
	}, nil
}

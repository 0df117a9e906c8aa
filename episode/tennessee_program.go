package episode

import "fmt"

// TennesseeProgram is the settlement of TennCare's episodes of care for a calendar year from
// 2015 to 2019. A quarterback's mean cost is divided by the risk weights that its health
// plan publishes, Case.Weight (TennCare technical documents); then the zones apply as the
// Tennessee Medical Association describes them: a share of savings below the commendable
// level with quality met, a share of the excess above the acceptable one. Penalties of 2016
// were cut to a third, and those of 2019 waived (Tennessee Medical Association). Commercial
// lines share gains only: RewardOnly.
//
// Levels, shares, limits and the minimum of episodes (which TennCare excludes for from 2019)
// are options; Adjust comes after the division, so that its outlier policies see adjusted
// dollars.
func TennesseeProgram(year int, o RetrospectiveOptions) (Program, error) {
	if year < 2015 || year > 2019 {
		return Program{}, fmt.Errorf("TennCare episodes: known for 2015 to 2019, not for %d", year)
	}
	const authority = "TennCare episodes of care"
	var penalty Rule
	switch year {
	case 2016:
		penalty = Scale{Times: 1, Over: 3, Authority: authority + ", penalties of 2016"}
	case 2019:
		penalty = SharingRate{Rate: fixed("0"), Authority: authority + ", risk sharing of 2019 waived"}
	}
	o.Adjust = append([]Adjustment{{Risk: &Risk{Apply: DivideEpisode, Authority: authority}}}, o.Adjust...)
	return o.program(fmt.Sprintf("TennCare episodes, %d", year), authority, penalty)
}

package attribution

import "fmt"

// REACHTiming is when the ACO REACH model aligns beneficiaries.
type REACHTiming string

// The timings that an ACO can choose.
const (
	REACHProspective     REACHTiming = "prospective"     // before the performance year only
	REACHProspectivePlus REACHTiming = "prospectivePlus" // voluntary alignment also before the second, third and fourth quarter
)

const (
	firstREACH = 2021
	lastREACH  = 2026
)

// REACH completes a method with what is published on the timing of alignment in the
// Global and Professional Direct Contracting and ACO REACH models for performance
// years 2021 to 2026 (CMS Innovation Center): alignment is fixed before the year, and
// under Prospective Plus voluntary alignment adds beneficiaries before each further
// quarter. Voluntary alignment is asked before the steps.
//
// How claims align (services, weights of the two alignment years, the share below
// which specialists are asked) is part of the claims method that the caller gives,
// and stays as it is; its window must lie before the performance year. It fails on
// another year or timing, and on a window that does not.
func REACH(year int, timing REACHTiming, claims Method) (Method, error) {
	if year < firstREACH || year > lastREACH {
		return Method{}, fmt.Errorf("REACH: known for performance years %d to %d, not for %d", firstREACH, lastREACH, year)
	}
	m := claims.clone()
	if m.Window.Lead == 0 && !m.Window.Prior {
		return Method{}, fmt.Errorf("window: REACH aligns before the performance year, so the window needs lead or prior")
	}
	rule := ElectionRule{Name: voluntaryAlignment, Authority: "ACO REACH participation agreement", InForce: BeforePeriod}
	switch timing {
	case REACHProspective:
	case REACHProspectivePlus:
		rule.InForce = EachQuarter
	default:
		return Method{}, fmt.Errorf("no REACH timing %q (known: %s, %s)", string(timing), REACHProspective, REACHProspectivePlus)
	}
	m.Elections = append([]ElectionRule{rule}, m.Elections...)
	m.Name = fmt.Sprintf("REACH %d, %s: %s", year, timing, claims.Name)
	return m, nil
}

// REACHType is a type of REACH ACO.
type REACHType string

// The types of REACH ACO.
const (
	Standard   REACHType = "standard"
	NewEntrant REACHType = "newEntrant"
	HighNeeds  REACHType = "highNeeds"
)

// REACHMinimum is the number of aligned beneficiaries that a REACH ACO needs in a
// performance year of 2023 to 2026 (CMS Innovation Center, ACO REACH request for
// applications and model updates). From 2024 CMS grants once a buffer of 10 percent,
// which is not part of the number. It fails on another year or type.
func REACHMinimum(year int, t REACHType) (int, error) {
	const first, last = 2023, 2026
	if year < first || year > last {
		return 0, fmt.Errorf("no REACH minimum for %d (known: %d to %d)", year, first, last)
	}
	switch i := year - first; t {
	case Standard:
		return 5000, nil
	case NewEntrant:
		return [...]int{2000, 3000, 4000, 5000}[i], nil
	case HighNeeds:
		return [...]int{500, 750, 1000, 1250}[i], nil
	}
	return 0, fmt.Errorf("no REACH type %q (known: %s, %s, %s)", string(t), Standard, NewEntrant, HighNeeds)
}

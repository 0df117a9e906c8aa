package spend

import (
	"fmt"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// The enrollment types of the Medicare Shared Savings Program, in the order in
// which they lead.
const (
	MSSPESRD         = "ESRD"
	MSSPDisabled     = "DISABLED"
	MSSPAgedDual     = "AGED_DUAL"
	MSSPAgedNonDual  = "AGED_NONDUAL"
	msspSpecYear     = 2023
	msspYearsMessage = "%s: performance year %d is not known (known: 2023)"
)

// MSSP is the expenditures of the Medicare Shared Savings Program, in the months of
// a period, by the rules for performance year 2023: 42 CFR 425.605(a)(3)-(5),
// 425.610(a)(4)-(6); Shared Savings and Losses, Assignment and Quality Performance
// Standard Methodology, Specifications, version 11 (January 2023), section 3.1. Any
// other performance year is an error.
//
// A line's Setting is its claim type code (10 home health, 20 and 30 skilled nursing
// facility, 40 outpatient, 50 hospice, 60 inpatient, 71 and 72 carrier, 81 and 82
// durable medical equipment), Place the facility type code, Denial the non-payment
// reason of a facility claim or the payment denial code of a line, Indicator the
// line processing indicator, Through the claim's through date or the line's last
// expense date. Parts name what is taken out of inpatient claims or added back;
// Maryland hospitals give none of the former.
//
// A span holds while a person is alive; its flags are partA, partB and, where they
// hold, groupHealthPlan and covidEpisode. A month counts by the state on its first
// day. The months of an episode of care for COVID-19 that an inpatient stay
// triggered, from that of admission through the one after discharge, carry
// covidEpisode on all their days (42 CFR 425.611): who makes the spans finds them.
func MSSP(performanceYear int, period apm.Period) (Terms, error) {
	if performanceYear != msspSpecYear {
		return Terms{}, fmt.Errorf(msspYearsMessage, "MSSP expenditures", performanceYear)
	}
	facility := []string{"10", "20", "30", "40", "50", "60"}
	lines := []string{"71", "72", "81", "82"}
	return Terms{
		Name:     "MSSP expenditures, performance year 2023",
		Period:   period,
		Incurred: ByThrough,
		Parts: []PartRule{
			{"indirect medical education", Remove},
			{"disproportionate share", Remove},
			{"uncompensated care", Remove},
			{"supplemental payment to tribal and Puerto Rico hospitals", Remove},
			{"sequestration", Append},
			{"population-based payment reduction", Append},
		},
		Months: apm.MonthRule{Count: apm.OnDay, Day: 1},
		Cells:  []string{MSSPESRD, MSSPDisabled, MSSPAgedDual, MSSPAgedNonDual},
		Cohort: []CohortRule{
			{Name: "not in both Parts A and B", Lacks: []string{"partA", "partB"}},
			{Name: "group health plan", Flags: []string{"groupHealthPlan"}},
			{Name: "COVID-19 episode", Flags: []string{"covidEpisode"}},
		},
		Exclude: []Service{
			{Name: "claim not paid", When: Where{{Field: Setting, In: facility}, {Field: Denial, In: []string{"*"}}}},
			{Name: "facility type 4 or 5", When: Where{{Field: Setting, In: []string{"10", "40"}}, {Field: Place, In: []string{"4", "5"}}}},
			{Name: "line denied", When: Where{{Field: Setting, In: lines}, {Field: Denial, In: []string{"0", "D..Y"}}}},
			{Name: "line not allowed", When: Where{{Field: Setting, In: lines}, {Field: Indicator, NotIn: []string{"A", "R", "S"}}}},
		},
		Categories: []Service{
			{Name: "inpatient", When: Where{{Field: Setting, In: []string{"60"}}}},
			{Name: "skilled nursing facility", When: Where{{Field: Setting, In: []string{"20", "30"}}}},
			{Name: "outpatient", When: Where{{Field: Setting, In: []string{"40"}}}},
			{Name: "home health", When: Where{{Field: Setting, In: []string{"10"}}}},
			{Name: "hospice", When: Where{{Field: Setting, In: []string{"50"}}}},
			{Name: "carrier", When: Where{{Field: Setting, In: []string{"71", "72"}}}},
			{Name: "durable medical equipment", When: Where{{Field: Setting, In: []string{"81", "82"}}}},
		},
		Beyond: "outside Parts A and B",
	}, nil
}

// MSSPRun names a run of the Shared Savings Program, which has a completion factor.
type MSSPRun string

// The runs.
const (
	MSSPAnnual        MSSPRun = "annual"    // three months of run-out
	MSSPQuarterly     MSSPRun = "quarterly" // retrospective assignment, at most seven days of run-out
	MSSPProspectiveQ1 MSSPRun = "prospectiveQ1"
	MSSPProspectiveQ2 MSSPRun = "prospectiveQ2"
	MSSPProspectiveQ3 MSSPRun = "prospectiveQ3"
	MSSPProspectiveQ4 MSSPRun = "prospectiveQ4"
)

// MSSPCompletion is the completion factor of a run for performance year 2023:
// Specifications, version 11, section 3.4. It fails on another year and on an
// unknown run.
func MSSPCompletion(performanceYear int, run MSSPRun) (decimal.Decimal, error) {
	if performanceYear != msspSpecYear {
		return decimal.Decimal{}, fmt.Errorf(msspYearsMessage, "MSSP completion factors", performanceYear)
	}
	var thousandths int64
	switch run {
	case MSSPAnnual:
		thousandths = 1013
	case MSSPQuarterly, MSSPProspectiveQ4:
		thousandths = 1072
	case MSSPProspectiveQ1:
		thousandths = 1349
	case MSSPProspectiveQ2:
		thousandths = 1154
	case MSSPProspectiveQ3:
		thousandths = 1105
	default:
		return decimal.Decimal{}, fmt.Errorf("MSSP completion factors: unknown run %q "+
			"(known: annual, quarterly, prospectiveQ1, prospectiveQ2, prospectiveQ3, prospectiveQ4)", string(run))
	}
	return decimal.New(thousandths, -3), nil
}

// MSSPAdjustments truncates annualised spending at the thresholds of each
// enrollment type, on both sides of zero, and then completes it for a run, for
// performance year 2023: Specifications, version 11, sections 3.2 to 3.5. The
// thresholds are those that CMS publishes for the calendar year of the spending:
// the 99th percentile of national assignable spending, annualised and not
// completed. It fails as [MSSPCompletion] does.
func MSSPAdjustments(performanceYear int, run MSSPRun, thresholds []CellAmount) (Adjustments, error) {
	factor, err := MSSPCompletion(performanceYear, run)
	if err != nil {
		return nil, err
	}
	return Adjustments{
		Truncate{Limit: Limit{ByCell: slices.Clone(thresholds)}, Annual: true, Symmetric: true},
		Complete{Factor: factor},
	}, nil
}

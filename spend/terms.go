package spend

import (
	"strings"

	"github.com/seed-6807d414/apm"
)

// Terms say what a program counts as spending, for whom and in which month.
type Terms struct {
	// Name is what the program calls this scope: "MSSP expenditures, 2023".
	Name string `json:"name"`
	// Period is the months of the ledger: from the first day of a month through the
	// last day of one, at most 240 months.
	Period apm.Period `json:"period"`
	// PaidThrough ends the run: versions of claims paid later do not count yet. No
	// date means every version. See [Ledger.AsOf].
	PaidThrough apm.Date `json:"paidThrough,omitzero"`
	// Incurred is the date of a line that decides its month. It is required.
	Incurred DateRule `json:"incurred"`
	// Spending is the amount that counts as spending; the empty value is Paid.
	Spending Amount `json:"spending,omitzero"`
	// PassThrough adds per diem times days to the spending.
	PassThrough bool `json:"passThrough,omitzero"`
	// Parts say what becomes of named amounts inside or beside the paid amount. A line
	// with a part that stands in no list is rejected.
	Parts []PartRule `json:"parts,omitempty"`
	// Months says which part of a month counts as enrolled, and which rate cell and cohort
	// a whole month with several takes. [apm.Leading] is the cell that stands first in
	// Cells.
	Months apm.MonthRule `json:"months"`
	// Cells lists the rate cells, the one that goes first leading where several hold
	// on one day. An empty list admits any cell, and then spans of different cells
	// may not overlap.
	Cells []string `json:"cells,omitempty"`
	// Cohort takes months out, with their dollars: the first rule that holds names the
	// exclusion.
	Cohort []CohortRule `json:"cohort,omitempty"`
	// Exclude takes lines out: the first rule that holds names the exclusion.
	Exclude []Service `json:"exclude,omitempty"`
	// Categories give the lines that are left their category of service: the first
	// that holds.
	Categories []Service `json:"categories,omitempty"`
	// Other is the category of lines that none of the categories holds, Beyond the
	// exclusion for them, for a scope such as primary care only. At most one of the
	// two is given; with neither, such lines are rejected.
	Other  string `json:"other,omitzero"`
	Beyond string `json:"beyond,omitzero"`
	// Orphans says what becomes of a void or a replacement whose original is not
	// there; the empty value rejects it.
	Orphans Orphans `json:"orphans,omitzero"`
}

// Service is a named scope of services.
type Service struct {
	Name string `json:"name"`
	When Where  `json:"when,omitempty"`
	// Incurred takes the place of the terms' date rule for these lines.
	Incurred DateRule `json:"incurred,omitzero"`
}

// CohortRule takes months out. It holds on a day on which each of the lists that
// it has is met.
type CohortRule struct {
	Name  string   `json:"name"`
	Cells []string `json:"cells,omitempty"` // the rate cell is one of these
	Flags []string `json:"flags,omitempty"` // the day has one of these flags
	Lacks []string `json:"lacks,omitempty"` // the day lacks one of these flags
}

// DateRule names the date of a line that decides when it was incurred.
type DateRule string

// The date rules.
const (
	ByFrom      DateRule = "from"
	ByThrough   DateRule = "through"
	ByAdmission DateRule = "admission"
	ByDischarge DateRule = "discharge"
)

// Amount names an amount of a line.
type Amount string

// The amounts.
const (
	Paid     Amount = "paid"
	Allowed  Amount = "allowed"
	Repriced Amount = "repriced"
)

// Treatment says what becomes of a part of an amount.
type Treatment string

// The treatments.
const (
	Remove Treatment = "remove" // it lies inside the paid amount and is taken out, under its name
	Append Treatment = "append" // it lies beside the paid amount and is added
	Leave  Treatment = "leave"  // it lies inside the paid amount and stays
)

// PartRule says what becomes of the parts of that name.
type PartRule struct {
	Name  string    `json:"name"`
	Treat Treatment `json:"treat"`
}

// Orphans says what becomes of a version that changes versions that are not there.
type Orphans string

// What may become of orphans.
const (
	RejectOrphans Orphans = "reject"
	CountOrphans  Orphans = "count" // a replacement counts as an original; a void changes nothing
)

const maxMonths = 240

// Decode reads terms from JSON, strictly: unknown fields, keys that stand twice and
// values of the wrong type are reported with their paths, and so is everything
// that [New] would refuse.
func Decode(data []byte) (Terms, error) {
	var t Terms
	if err := (apm.Kinds[apm.Kinder]{}).Decode(data, &t); err != nil {
		return Terms{}, err
	}
	if err := t.Validate(); err != nil {
		return Terms{}, err
	}
	return t, nil
}

// Validate reports every problem of the terms, each with its path, as
// [apm.Problems]; nil when there is none.
func (t Terms) Validate() error {
	var problems apm.Problems
	c := problems.Check()
	if strings.TrimSpace(t.Name) == "" {
		c.In("name").Problemf("is empty")
	}
	t.validatePeriod(c.In("period"))
	t.Incurred.validate(c.In("incurred"), true)
	switch t.Spending {
	case "", Paid, Allowed, Repriced:
	default:
		c.In("spending").Problemf("unknown amount %q (known: paid, allowed, repriced)", string(t.Spending))
	}
	switch t.Orphans {
	case "", RejectOrphans, CountOrphans:
	default:
		c.In("orphans").Problemf("unknown choice %q (known: reject, count)", string(t.Orphans))
	}
	t.Months.Validate(c.In("months"), apm.FirstDay, apm.LastDay, apm.MostDays, apm.Leading)
	if t.Months.Choose == apm.Leading && len(t.Cells) == 0 {
		c.In("months").In("choose").Problemf("needs the list of cells, whose order decides")
	}
	if t.PaidThrough != 0 && !t.PaidThrough.Valid() {
		c.In("paidThrough").Problemf("is no date of the years 1 to 9999")
	}
	unique(t.Cells, c.In("cells"))
	names := make(map[string]string)
	t.validateServices(names, c)
	t.validateCohort(names, c.In("cohort"))
	return problems.Err()
}

func (t Terms) validatePeriod(c apm.Check) {
	days, closed := t.Period.Days()
	switch {
	case !closed:
		c.Problemf("needs both ends")
	case days == 0:
		c.Problemf("ends before it starts")
	case !startsMonth(t.Period.From) || !startsMonth(t.Period.To.AddDays(1)):
		c.Problemf("is not whole months: from the first day of one through the last day of one")
	case days > maxMonths*31 || t.Period.From.AddMonths(maxMonths) <= t.Period.To:
		c.Problemf("has more than %d months", maxMonths)
	}
}

func startsMonth(d apm.Date) bool {
	_, _, day := d.Civil()
	return day == 1
}

func (t Terms) validateServices(names map[string]string, c apm.Check) {
	name := func(s string, c apm.Check) {
		if strings.TrimSpace(s) == "" {
			c.Problemf("is empty")
		} else if at, taken := names[s]; taken {
			c.Problemf("%q is the name of %s already", s, at)
		} else {
			names[s] = c.Path()
		}
	}
	for i, p := range t.Parts {
		at := c.In("parts").At(i)
		name(p.Name, at.In("name"))
		switch p.Treat {
		case Remove, Append, Leave:
		default:
			at.In("treat").Problemf("unknown treatment %q (known: remove, append, leave)", string(p.Treat))
		}
	}
	for _, list := range []struct {
		name     string
		services []Service
	}{{"exclude", t.Exclude}, {"categories", t.Categories}} {
		for i, s := range list.services {
			at := c.In(list.name).At(i)
			name(s.Name, at.In("name"))
			s.When.validate(at.In("when"))
			s.Incurred.validate(at.In("incurred"), false)
		}
	}
	if n := len(t.Exclude) + len(t.Categories); n > maxRules {
		c.Problemf("has %d exclusions and categories, more than %d", n, maxRules)
	}
	switch {
	case t.Other != "" && t.Beyond != "":
		c.In("beyond").Problemf("what no category holds is either other or beyond, not both")
	case t.Other != "":
		name(t.Other, c.In("other"))
	case t.Beyond != "":
		name(t.Beyond, c.In("beyond"))
	}
	if len(t.Categories) == 0 && t.Other == "" {
		c.In("categories").Problemf("needs a category, or other for everything")
	}
}

func (t Terms) validateCohort(names map[string]string, c apm.Check) {
	for i, r := range t.Cohort {
		at := c.At(i)
		if strings.TrimSpace(r.Name) == "" {
			at.In("name").Problemf("is empty")
		} else if taken, ok := names[r.Name]; ok {
			at.In("name").Problemf("%q is the name of %s already", r.Name, taken)
		} else {
			names[r.Name] = at.In("name").Path()
		}
		if len(r.Cells)+len(r.Flags)+len(r.Lacks) == 0 {
			at.Problemf("needs cells, flags or lacks: it would exclude everyone")
		}
		unique(r.Cells, at.In("cells"))
		unique(r.Flags, at.In("flags"))
		unique(r.Lacks, at.In("lacks"))
	}
	if n := len(flagsOf(t.Cohort)); n > 64 {
		c.Problemf("names %d flags, more than 64", n)
	}
}

// flagsOf is the flags that some rule names, in order.
func flagsOf(rules []CohortRule) []string {
	var flags []string
	seen := make(map[string]bool)
	for _, r := range rules {
		for _, list := range [2][]string{r.Flags, r.Lacks} {
			for _, f := range list {
				if !seen[f] {
					seen[f] = true
					flags = append(flags, f)
				}
			}
		}
	}
	return flags
}

// unique reports a list that is there and empty: a rule that tests it would never
// hold, and would mean something else after a round trip through JSON.
func unique(list []string, c apm.Check) {
	if list != nil && len(list) == 0 {
		c.Problemf("the list is empty")
	}
	seen := make(map[string]bool)
	for i, s := range list {
		if strings.TrimSpace(s) == "" {
			c.At(i).Problemf("is empty")
		} else if seen[s] {
			c.At(i).Problemf("%q stands twice", s)
		}
		seen[s] = true
	}
}

func (r DateRule) validate(c apm.Check, required bool) {
	switch r {
	case ByFrom, ByThrough, ByAdmission, ByDischarge:
	case "":
		if required {
			c.Problemf("is empty (known: from, through, admission, discharge)")
		}
	default:
		c.Problemf("unknown date rule %q (known: from, through, admission, discharge)", string(r))
	}
}

package spend

import (
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Totals adds up pages by any key that a month leads to: an organisation, a rate
// cell, a month of the year, or several of them in a struct. Months count under
// their key whether or not there is spending in them, so that a category without
// claims still has its denominator.
//
// Each member's page is added once. Totals of parts of the members merge to the
// totals of them all, in any order.
type Totals[K comparable] struct {
	key        func(Page, Month) (K, bool)
	categories []string
	exclusions []string
	places     places
	by         map[K]*Total
}

// places is where the names stand in their lists. A page of another ledger may have
// as an exclusion what is a category here, so the two are looked up apart.
type places struct{ categories, exclusions map[string]int }

// Total is the sum of the months under one key.
type Total struct {
	// Members counts people with a month that counts.
	Members int64
	// Months is their months that count.
	Months apm.MemberMonths
	// Categories is the spending of those months, in the order of [Ledger.Categories].
	Categories []Tally
	// Excluded is what each exclusion took out, in the order of [Ledger.Exclusions]:
	// the dollars of lines, parts and months.
	Excluded []Tally
	// ExcludedMonths is the months that each exclusion took out, in the same order.
	ExcludedMonths []apm.MemberMonths
	// Unenrolled is the lines in months without enrollment.
	Unenrolled Tally
}

// NewTotals makes empty totals for the pages of a ledger and of its runs. The key
// of a month is what the function says; where it says false the month is left out.
// A page that has no month under a key adds nothing to it.
func NewTotals[K comparable](l *Ledger, key func(Page, Month) (K, bool)) *Totals[K] {
	t := &Totals[K]{key: key, categories: l.Categories(), exclusions: l.Exclusions(),
		places: places{make(map[string]int), make(map[string]int)}, by: make(map[K]*Total)}
	for i, name := range t.categories {
		t.places.categories[name] = i
	}
	for i, name := range t.exclusions {
		t.places.exclusions[name] = i
	}
	return t
}

// Add adds the page of one member. It fails, and adds nothing, when the page has a
// category or an exclusion that the ledger of the totals does not have.
func (t *Totals[K]) Add(p Page) error {
	for i := range p.Months {
		m := &p.Months[i]
		for k := range m.Entries {
			if _, known := t.places.categories[m.Entries[k].Name]; !known {
				return fmt.Errorf("the page has the category %q, which is none of the ledger", m.Entries[k].Name)
			}
		}
		for k := range m.Excluded {
			if _, known := t.places.exclusions[m.Excluded[k].Name]; !known {
				return fmt.Errorf("the page has the exclusion %q, which is none of the ledger", m.Excluded[k].Name)
			}
		}
		if _, known := t.places.exclusions[m.Exclusion]; m.Standing == Excluded && !known {
			return fmt.Errorf("the page has the exclusion %q, which is none of the ledger", m.Exclusion)
		}
	}
	var met [8]*Total // the totals that this member is counted in already
	counted := met[:0]
months:
	for i := range p.Months {
		m := &p.Months[i]
		key, taken := t.key(p, *m)
		if !taken {
			continue
		}
		total := t.at(key)
		total.add(m, &t.places)
		if m.Standing != Counted {
			continue
		}
		for _, c := range counted {
			if c == total {
				continue months
			}
		}
		counted = append(counted, total)
		total.Members++
	}
	return nil
}

func (t *Totals[K]) at(key K) *Total {
	total := t.by[key]
	if total == nil {
		total = &Total{Categories: make([]Tally, len(t.categories)), Excluded: make([]Tally, len(t.exclusions)),
			ExcludedMonths: make([]apm.MemberMonths, len(t.exclusions))}
		t.by[key] = total
	}
	return total
}

func (t *Total) add(m *Month, at *places) {
	switch m.Standing {
	case Excluded:
		place := at.exclusions[m.Exclusion]
		t.ExcludedMonths[place] += m.Enrolled
		for _, list := range [2][]Entry{m.Entries, m.Excluded} {
			for i := range list {
				t.Excluded[place].Add(list[i].Amounts)
			}
		}
		return
	case Unenrolled:
		for _, list := range [2][]Entry{m.Entries, m.Excluded} {
			for i := range list {
				t.Unenrolled.Add(list[i].Amounts)
			}
		}
		return
	}
	t.Months += m.Enrolled
	for i := range m.Entries {
		t.Categories[at.categories[m.Entries[i].Name]].Add(m.Entries[i].Amounts)
	}
	for i := range m.Excluded {
		t.Excluded[at.exclusions[m.Excluded[i].Name]].Add(m.Excluded[i].Amounts)
	}
}

// Merge adds other totals. It is commutative and associative. It fails, and adds
// nothing, when the two are not of the same categories and exclusions. The members
// of the two must be different people.
func (t *Totals[K]) Merge(o *Totals[K]) error {
	if !slices.Equal(t.categories, o.categories) || !slices.Equal(t.exclusions, o.exclusions) {
		return errors.New("the totals are of ledgers with different categories or exclusions")
	}
	for key, from := range o.by {
		to := t.at(key)
		to.Members += from.Members
		to.Months += from.Months
		to.Unenrolled.Merge(from.Unenrolled)
		for i := range from.Categories {
			to.Categories[i].Merge(from.Categories[i])
		}
		for i := range from.Excluded {
			to.Excluded[i].Merge(from.Excluded[i])
			to.ExcludedMonths[i] += from.ExcludedMonths[i]
		}
	}
	return nil
}

// Get is the total of a key; of a key without months it is empty.
func (t *Totals[K]) Get(key K) Total {
	if total := t.by[key]; total != nil {
		return *total
	}
	return *(&Totals[K]{categories: t.categories, exclusions: t.exclusions, by: map[K]*Total{}}).at(key)
}

// All is the keys with their totals, in no order.
func (t *Totals[K]) All() iter.Seq2[K, Total] {
	return func(yield func(K, Total) bool) {
		for key, total := range t.by {
			if !yield(key, *total) {
				return
			}
		}
	}
}

// Spending is the spending of all categories in dollars.
func (t Total) Spending() decimal.Decimal {
	var sum apm.CentsSum
	for i := range t.Categories {
		sum.Merge(t.Categories[i].Spending)
	}
	return sum.Decimal()
}

// PMPM is dollars per member per month: an amount divided by the months, to 34
// significant digits. It fails with [apm.ErrDivideByZero] where there are no months.
func (t Total) PMPM(dollars decimal.Decimal) (decimal.Decimal, error) {
	return apm.Quo(dollars.Mul(unitsOfMonth), decimal.NewFromInt(int64(t.Months)))
}

// PerCapita is dollars per person-year, which is twelve months. It fails as
// [Total.PMPM] does.
func (t Total) PerCapita(dollars decimal.Decimal) (decimal.Decimal, error) {
	return t.PMPM(dollars.Mul(twelve))
}

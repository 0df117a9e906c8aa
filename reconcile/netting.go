package reconcile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Settle settles the arrangements in the order of their precedence. For each it finds
// what is left of the savings that it measured, member by member:
//
//   - what an earlier arrangement was paid for (or charged for, of a loss) is netted: of
//     a saving of $100 that both measured, the later one has none left, of $130 it has
//     $30. What is claimed is the largest saving that one of the earlier ones measured,
//     less the spending that both of them count, or all that they paid for the member if
//     that is more. One that paid nothing claims nothing. Where earlier ones count
//     different spending, their claims may overlap with it: then less is paid, and never
//     the same saving twice;
//   - where the arrangement counts the gains or losses of an earlier one as spending,
//     what that one paid or charged for the member is spending instead;
//   - so are fees, where it counts them.
//
// What is left is handed to settle, the caller's own calculation of that arrangement,
// which says what it pays (or charges, negative). That is laid on the members by what
// each had left, to the cent, so that the next arrangement can count it. When no
// arrangement pays more than it is handed, all together pay no more than the largest
// saving that any one measured, member by member.
//
// Settle fails with a [*apm.FactError] on facts that are impossible or missing, with the
// error of settle, and with [apm.ErrOverflow] beyond the range of cents.
func (o *Overlap) Settle(facts OverlapFacts, settle func(arrangement string, saving apm.Cents) (paid apm.Cents, err error)) (Netting, error) {
	t := &o.terms
	if settle == nil {
		return Netting{}, apm.Missing("settle")
	}
	if err := facts.check(t); err != nil {
		return Netting{}, err
	}
	n := netter{
		facts: make(map[string][]MemberSaving), fees: make(map[string]map[string]apm.Cents),
		in: make(map[string]int), settled: make(map[string]settled),
	}
	for name, list := range facts.Arrangements {
		// In one order, because among equal remainders the cent goes to the first.
		list = slices.Clone(list)
		slices.SortFunc(list, func(a, b MemberSaving) int { return strings.Compare(a.Member, b.Member) })
		n.facts[name], n.fees[name] = list, make(map[string]apm.Cents, len(list))
		for i := range list {
			n.fees[name][list[i].Member] = list[i].Fees
			n.in[list[i].Member]++
		}
	}
	out := Netting{Members: len(n.in), Account: apm.Account{Title: t.Name}}
	var paid, netted apm.CentsSum
	for i := range t.Arrangements {
		standing, err := n.settle(t, i, settle)
		if err != nil {
			return Netting{}, fmt.Errorf("%s: %w", t.Arrangements[i].Name, err)
		}
		out.Standings = append(out.Standings, standing)
		out.Account.Steps = append(out.Account.Steps, standing.step(out.Account.Steps, t.Arrangements[i].Authority))
		paid.Add(standing.Paid)
		netted.Add(standing.Netted)
	}
	var err error
	if out.Paid, err = paid.Cents(); err != nil {
		return Netting{}, err
	}
	if out.Netted, err = netted.Cents(); err != nil {
		return Netting{}, err
	}
	out.Account.Facts = []apm.Figure{number("members, each once", int64(out.Members))}
	out.Account.Results = []apm.Figure{dollars("paid by all arrangements", out.Paid.Decimal()), dollars("netted", out.Netted.Decimal())}
	return out, nil
}

// netter carries what has been claimed and paid from one arrangement to the next.
type netter struct {
	facts   map[string][]MemberSaving
	fees    map[string]map[string]apm.Cents // by arrangement and member
	in      map[string]int                  // how many arrangements hold a member
	settled map[string]settled
}

// settled is an arrangement that paid or charged something: what it measured of each
// member and what it paid for each.
type settled struct {
	total          apm.Cents
	measured, paid map[string]apm.Cents
}

// settle settles the arrangement at that place of the terms.
func (n *netter) settle(t *OverlapTerms, place int, settle func(string, apm.Cents) (apm.Cents, error)) (Standing, error) {
	a := &t.Arrangements[place]
	list := n.facts[a.Name]
	s := Standing{Name: a.Name, Precedence: a.Precedence, Members: len(list)}
	claims := n.claims(t, place)
	left := make([]apm.Cents, len(list))
	spending := map[Payable]*apm.CentsSum{Fees: {}, Gains: {}, Losses: {}}
	var measured, netted, saving apm.CentsSum
	for i := range list {
		m := &list[i]
		if n.in[m.Member] > 1 {
			s.Shared++
		}
		var rest apm.CentsSum
		rest.Add(m.Saving)
		for _, c := range a.Counts {
			amount := n.counted(c)[m.Member]
			spending[c.What].Add(amount)
			rest = minus(rest, amount)
		}
		var err error
		if left[i], err = rest.Cents(); err != nil {
			return s, err
		}
		part, err := nettedOf(claims, m.Member, left[i])
		if err != nil {
			return s, err
		}
		left[i] -= part // of the same sign, and no larger
		measured.Add(m.Saving)
		netted.Add(part)
		saving.Add(left[i])
	}
	for _, amount := range []struct {
		to  *apm.Cents
		sum apm.CentsSum
	}{{&s.Measured, measured}, {&s.Netted, netted}, {&s.Fees, *spending[Fees]}, {&s.Gains, *spending[Gains]}, {&s.Losses, *spending[Losses]}, {&s.Saving, saving}} {
		var err error
		if *amount.to, err = amount.sum.Cents(); err != nil {
			return s, err
		}
	}
	var err error
	if s.Paid, err = settle(a.Name, s.Saving); err != nil {
		return s, err
	}
	return s, n.lay(a.Name, s.Paid, list, left)
}

// counted is the payments, by member, that a count makes spending: none of the gains of an
// arrangement that charged, and none of the losses of one that paid.
func (n *netter) counted(c Count) map[string]apm.Cents {
	s := n.settled[c.Of] // empty for one that paid nothing
	switch {
	case c.What == Fees:
		return n.fees[c.Of]
	case c.What == Gains && s.total > 0, c.What == Losses && s.total < 0:
		return s.paid
	}
	return nil
}

// claim is what an earlier arrangement holds against a later one: what it measured, less
// the spending that both count, because the later one has taken that off already.
type claim struct {
	settled
	both []map[string]apm.Cents
}

// claims are those of the earlier arrangements whose payments do not count as spending.
// One that paid nothing measured nothing that it could claim.
func (n *netter) claims(t *OverlapTerms, place int) []claim {
	var out []claim
	a := &t.Arrangements[place]
	for i := range t.Arrangements[:place] {
		earlier := &t.Arrangements[i]
		s := n.settled[earlier.Name]
		if s.total > 0 && slices.Contains(a.Counts, Count{earlier.Name, Gains}) ||
			s.total < 0 && slices.Contains(a.Counts, Count{earlier.Name, Losses}) {
			continue
		}
		c := claim{settled: s}
		for _, count := range earlier.Counts {
			if slices.Contains(a.Counts, count) {
				c.both = append(c.both, n.counted(count))
			}
		}
		out = append(out, c)
	}
	return out
}

// nettedOf is the part of a member's saving or loss that is claimed already.
func nettedOf(claims []claim, member string, saving apm.Cents) (apm.Cents, error) {
	var most, least apm.Cents
	var sum apm.CentsSum
	for _, c := range claims {
		measured, in := c.measured[member]
		if !in {
			continue
		}
		var rest apm.CentsSum
		rest.Add(measured)
		for _, spending := range c.both {
			rest = minus(rest, spending[member])
		}
		claimed, err := rest.Cents()
		if err != nil {
			return 0, err
		}
		most, least = max(most, claimed), min(least, claimed)
		sum.Add(c.paid[member])
	}
	paid, err := sum.Cents()
	if saving > 0 {
		return min(saving, max(most, paid)), err
	}
	return max(saving, min(least, paid)), err
}

// lay puts what an arrangement paid on its members, by what each had left.
func (n *netter) lay(name string, paid apm.Cents, list []MemberSaving, left []apm.Cents) error {
	if paid == 0 {
		return nil
	}
	weights := make([]decimal.Decimal, len(list))
	any := false
	for i, l := range left {
		if (l > 0) == (paid > 0) && l != 0 {
			weights[i], any = l.Decimal().Abs(), true
		}
	}
	if !any {
		return &apm.FactError{Field: "paid", Reason: "is a payment for savings, or a charge for losses, that no member has left"}
	}
	parts, err := apm.Allocate(paid, weights)
	if err != nil {
		return err
	}
	s := settled{total: paid, measured: make(map[string]apm.Cents, len(list)), paid: make(map[string]apm.Cents, len(list))}
	for i := range list {
		s.measured[list[i].Member], s.paid[list[i].Member] = list[i].Saving, parts[i]
	}
	n.settled[name] = s
	return nil
}

// step is the line of the account, behind those of the arrangements before.
func (s *Standing) step(steps []apm.Step, authority string) apm.Step {
	sum := decimal.Decimal{}
	if len(steps) > 0 {
		sum = steps[len(steps)-1].After
	}
	amount := func(name string, c apm.Cents) apm.Figure { return dollars(name, c.Decimal()) }
	return apm.Step{
		Path: fmt.Sprintf("precedence %d", s.Precedence), Rule: "settle", Key: s.Name, Before: sum, After: sum.Add(s.Paid.Decimal()),
		Figures: []apm.Figure{
			number("members", int64(s.Members)), number("of which shared", int64(s.Shared)), amount("measured", s.Measured),
			amount("netted, paid or charged already", s.Netted), amount("fees counted as spending", s.Fees),
			amount("gains counted as spending", s.Gains), amount("losses counted as spending", s.Losses),
			amount("left to settle", s.Saving), amount("paid or charged", s.Paid),
		},
		Authority: authority,
	}
}

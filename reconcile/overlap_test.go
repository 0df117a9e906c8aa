package reconcile_test

import (
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/reconcile"
)

func mustNet(t failer, terms reconcile.OverlapTerms, facts reconcile.OverlapFacts, settle func(string, apm.Cents) (apm.Cents, error)) reconcile.Netting {
	t.Helper()
	o, err := reconcile.NewOverlap(terms)
	if err != nil {
		t.Fatal(err)
	}
	n, err := o.Settle(facts, settle)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// all pays whatever is left, savings and losses.
func all(_ string, saving apm.Cents) (apm.Cents, error) { return saving, nil }

// Pennsylvania's Northeast medical home initiative (PMC6220343, appendix table B2): expected
// less actual of $500,000, fees of $60,000, and a share by the thresholds met.
func TestFeesOfItsOwnCountAsSpending(t *testing.T) {
	terms := reconcile.OverlapTerms{Name: "Pennsylvania", Arrangements: []reconcile.Arrangement{
		{Name: "medical home", Precedence: 1, Counts: []reconcile.Count{{Of: "medical home", What: reconcile.Fees}}},
	}}
	facts := reconcile.OverlapFacts{Arrangements: map[string][]reconcile.MemberSaving{
		"medical home": {{Member: "a", Saving: cents("450000"), Fees: cents("20000")}, {Member: "b", Saving: cents("50000"), Fees: cents("40000")}},
	}}
	for share, want := range map[apm.Cents]string{47: "206800", 41: "180400", 0: "0"} {
		n := mustNet(t, terms, facts, func(_ string, saving apm.Cents) (apm.Cents, error) { return saving * share / 100, nil })
		if n.Paid != cents(want) {
			t.Errorf("%d %%: %s, want %s", share, n.Paid, want)
		}
	}
}

// Three arrangements in the order of their ranks; what each has left of one member.
func TestWhatIsLeftToTheNext(t *testing.T) {
	gains := reconcile.Count{Of: "first", What: reconcile.Gains}
	losses := reconcile.Count{Of: "first", What: reconcile.Losses}
	half := func(name string, saving apm.Cents) (apm.Cents, error) {
		if name == "first" {
			return saving / 2, nil
		}
		return saving, nil
	}
	for _, c := range []struct {
		name          string
		first, second string
		counts        []reconcile.Count
		settle        func(string, apm.Cents) (apm.Cents, error)
		netted, left  string
	}{
		{"the same saving", "100", "100", nil, half, "100", "0"},
		{"a larger one", "100", "130", nil, half, "100", "30"},
		{"a smaller one", "100", "70", nil, half, "70", "0"},
		{"a loss beside it", "100", "-70", nil, half, "0", "-70"},
		{"the same loss", "-100", "-130", nil, half, "-100", "-30"},
		{"gains are spending", "100", "130", []reconcile.Count{gains}, half, "0", "80"},
		{"gains are spending beyond the saving", "100", "30", []reconcile.Count{gains}, half, "0", "-20"},
		{"losses are not gains", "-100", "-130", []reconcile.Count{gains}, half, "-100", "-30"},
		{"losses lower spending", "-100", "-130", []reconcile.Count{losses}, half, "0", "-80"},
		{"nothing paid, nothing claimed", "100", "130", nil, func(name string, saving apm.Cents) (apm.Cents, error) {
			if name == "first" {
				return 0, nil
			}
			return saving, nil
		}, "0", "130"},
	} {
		terms := reconcile.OverlapTerms{Name: "two", Arrangements: []reconcile.Arrangement{
			{Name: "second", Precedence: 7, Counts: c.counts}, {Name: "first", Precedence: 3},
		}}
		facts := reconcile.OverlapFacts{Arrangements: map[string][]reconcile.MemberSaving{
			"first": {{Member: "a", Saving: cents(c.first)}}, "second": {{Member: "a", Saving: cents(c.second)}, {Member: "z"}},
		}}
		n := mustNet(t, terms, facts, c.settle)
		s := n.Standings[1]
		if s.Name != "second" || s.Netted != cents(c.netted) || s.Saving != cents(c.left) || s.Shared != 1 || s.Members != 2 || n.Members != 2 {
			t.Errorf("%s: %+v", c.name, s)
		}
	}
}

// Three arrangements on one member: the first measures 100 and pays half of it, the second
// 130, the third 200, and both of these pay what they are handed. What is spending for two
// of them is taken off once, so whoever counts what, they share 200 between them; where
// claims overlap with spending that only one counts, less is paid.
func TestThreeArrangementsOnOneMember(t *testing.T) {
	gains := func(of string) reconcile.Count { return reconcile.Count{Of: of, What: reconcile.Gains} }
	losses := func(of string) reconcile.Count { return reconcile.Count{Of: of, What: reconcile.Losses} }
	both := func(of string) []reconcile.Count { return []reconcile.Count{gains(of), losses(of)} }
	for _, c := range []struct {
		name          string
		second, third []reconcile.Count
		fees          string // of the first, counted by all
		want          [3]string
	}{
		{"nothing counts", nil, nil, "0", [3]string{"50", "30", "70"}},
		{"the second counts the first", both("first"), nil, "0", [3]string{"50", "80", "70"}},
		{"both count the first", both("first"), both("first"), "0", [3]string{"50", "80", "70"}},
		{"everything counts", both("first"), append(both("first"), both("second")...), "0", [3]string{"50", "80", "70"}},
		{"the third counts the second", nil, both("second"), "0", [3]string{"50", "30", "70"}},
		{"each counts the one before it", both("first"), both("second"), "0", [3]string{"50", "80", "20"}},
		{"only the third counts the first", nil, both("first"), "0", [3]string{"50", "30", "20"}},
		{"fees count for all", nil, nil, "10", [3]string{"45", "30", "70"}},
		{"fees and the first count for all", both("first"), both("first"), "10", [3]string{"45", "75", "70"}},
	} {
		for _, sign := range []apm.Cents{1, -1} {
			if sign < 0 && c.fees != "0" {
				continue
			}
			fee := reconcile.Count{Of: "first", What: reconcile.Fees}
			terms := reconcile.OverlapTerms{Name: "three", Arrangements: []reconcile.Arrangement{
				{Name: "first", Precedence: 1, Counts: []reconcile.Count{fee}},
				{Name: "second", Precedence: 2, Counts: append([]reconcile.Count{fee}, c.second...)},
				{Name: "third", Precedence: 3, Counts: append([]reconcile.Count{fee}, c.third...)},
			}}
			one := func(saving, fees string) []reconcile.MemberSaving {
				return []reconcile.MemberSaving{{Member: "a", Saving: sign * cents(saving), Fees: cents(fees)}}
			}
			n := mustNet(t, terms, reconcile.OverlapFacts{Arrangements: map[string][]reconcile.MemberSaving{
				"first": one("100", c.fees), "second": one("130", "3"), "third": one("200", "4"),
			}}, func(name string, saving apm.Cents) (apm.Cents, error) {
				if name == "first" {
					return saving / 2, nil
				}
				return saving, nil
			})
			for i, s := range n.Standings {
				if s.Paid != sign*cents(c.want[i]) {
					t.Errorf("%s, sign %d: %s is paid %s, want %s", c.name, sign, s.Name, s.Paid, c.want[i])
				}
			}
		}
	}
}

// Fees for a member of one arrangement are no claim on a member whom it does not have.
func TestClaimsAreOfMembers(t *testing.T) {
	fee := []reconcile.Count{{Of: "other", What: reconcile.Fees}}
	terms := reconcile.OverlapTerms{Name: "three", Arrangements: []reconcile.Arrangement{
		{Name: "first", Precedence: 1, Counts: fee}, {Name: "second", Precedence: 2, Counts: fee}, {Name: "other", Precedence: 3},
	}}
	n := mustNet(t, terms, reconcile.OverlapFacts{Arrangements: map[string][]reconcile.MemberSaving{
		"first":  {{Member: "a", Saving: cents("100")}},
		"second": {{Member: "b", Saving: cents("-20")}},
		"other":  {{Member: "b", Fees: cents("7")}},
	}}, all)
	if s := n.Standings[1]; s.Netted != 0 || s.Paid != cents("-27") || s.Shared != 1 {
		t.Errorf("%+v", s)
	}
}

// Precedence decides who is paid, and the list does not.
func TestPrecedenceDecides(t *testing.T) {
	facts := reconcile.OverlapFacts{Arrangements: map[string][]reconcile.MemberSaving{
		"x": {{Member: "a", Saving: cents("100")}}, "y": {{Member: "a", Saving: cents("150")}},
	}}
	for _, c := range []struct {
		x, y int
		want map[string]string
	}{{1, 2, map[string]string{"x": "100", "y": "50"}}, {2, 1, map[string]string{"x": "0", "y": "150"}}} {
		n := mustNet(t, reconcile.OverlapTerms{Name: "two", Arrangements: []reconcile.Arrangement{
			{Name: "x", Precedence: c.x}, {Name: "y", Precedence: c.y},
		}}, facts, all)
		for _, s := range n.Standings {
			if s.Paid != cents(c.want[s.Name]) {
				t.Errorf("%s of rank %d is paid %s", s.Name, s.Precedence, s.Paid)
			}
		}
	}
}

// What an arrangement was paid can be more than what it measured, when a charge of an
// earlier one lowered its spending. The next one nets all of it, so that the charge is
// not paid out a second time; and the same with the signs changed.
func TestAChargeIsPaidOutOnlyOnce(t *testing.T) {
	for _, sign := range []apm.Cents{1, -1} {
		what := reconcile.Losses
		if sign < 0 {
			what = reconcile.Gains
		}
		terms := reconcile.OverlapTerms{Name: "three", Arrangements: []reconcile.Arrangement{
			{Name: "first", Precedence: 1},
			{Name: "second", Precedence: 2, Counts: []reconcile.Count{{Of: "first", What: what}}},
			{Name: "third", Precedence: 3, Counts: []reconcile.Count{{Of: "first", What: what}}},
		}}
		one := func(saving apm.Cents) []reconcile.MemberSaving {
			return []reconcile.MemberSaving{{Member: "a", Saving: sign * saving}}
		}
		facts := reconcile.OverlapFacts{Arrangements: map[string][]reconcile.MemberSaving{"first": one(-100), "second": one(100), "third": one(130)}}
		n := mustNet(t, terms, facts, func(name string, saving apm.Cents) (apm.Cents, error) {
			if name == "first" {
				return saving / 2, nil
			}
			return saving, nil
		})
		if s := n.Standings; s[0].Paid != -50*sign || s[1].Paid != 150*sign || s[2].Netted != 150*sign || s[2].Paid != 30*sign || n.Paid != 130*sign {
			t.Errorf("%+v", s)
		}
	}
}

// What an arrangement pays or charges beyond what it measured is netted too.
func TestWhatIsPaidBeyondTheSavingIsNetted(t *testing.T) {
	terms := reconcile.OverlapTerms{Name: "two", Arrangements: []reconcile.Arrangement{{Name: "first", Precedence: 1}, {Name: "second", Precedence: 2}}}
	for _, sign := range []apm.Cents{1, -1} {
		facts := reconcile.OverlapFacts{Arrangements: map[string][]reconcile.MemberSaving{
			"first": {{Member: "a", Saving: sign * cents("100")}}, "second": {{Member: "a", Saving: sign * cents("160")}},
		}}
		n := mustNet(t, terms, facts, func(name string, saving apm.Cents) (apm.Cents, error) {
			if name == "first" {
				return saving * 3 / 2, nil
			}
			return saving, nil
		})
		if s := n.Standings[1]; s.Netted != sign*cents("150") || s.Paid != sign*cents("10") {
			t.Errorf("%+v", s)
		}
	}
}

// A cent that cannot be split goes to the same member however the members are listed.
func TestTheOddCentDoesNotDependOnTheList(t *testing.T) {
	terms := reconcile.OverlapTerms{Name: "two", Arrangements: []reconcile.Arrangement{
		{Name: "first", Precedence: 1}, {Name: "second", Precedence: 2, Counts: []reconcile.Count{{Of: "first", What: reconcile.Gains}}},
	}}
	half := func(_ string, saving apm.Cents) (apm.Cents, error) { return saving / 2, nil }
	a, b := reconcile.MemberSaving{Member: "a", Saving: 1}, reconcile.MemberSaving{Member: "b", Saving: 1}
	for _, list := range [][]reconcile.MemberSaving{{a, b}, {b, a}} {
		facts := reconcile.OverlapFacts{Arrangements: map[string][]reconcile.MemberSaving{"first": list, "second": {{Member: "a", Saving: 9}}}}
		if n := mustNet(t, terms, facts, half); n.Standings[1].Gains != 1 || list[0].Member == list[1].Member {
			t.Errorf("%+v", n.Standings[1])
		}
	}
}

package episode_test

import (
	"slices"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/shopspring/decimal"
)

// permuted calls the test with the claims in several orders.
func permuted(claims []episode.Claim, test func([]episode.Claim)) {
	for range claims {
		claims = append(slices.Clone(claims[1:]), claims[0])
		test(claims)
		reversed := slices.Clone(claims)
		slices.Reverse(reversed)
		test(reversed)
	}
}

// A claim that is paid, reversed and paid again took place once; reversed again it did
// not, although its versions cannot be told apart.
func TestReversedAgain(t *testing.T) {
	paid := stay("1", "2023-03-01", "2023-03-05", "470", "100")
	void := stay("1", "2023-03-01", "2023-03-05", "470", "-100")
	d := surgical()
	permuted([]episode.Claim{paid, void, paid}, func(claims []episode.Claim) {
		o := outcome(t, d, episode.Person{}, claims...)
		if len(o.Episodes) != 1 || o.Episodes[0].Cost != 10000 || o.Episodes[0].Trigger.Amount != 10000 {
			t.Fatalf("paid again: %+v", o)
		}
	})
	permuted([]episode.Claim{paid, void, paid, void}, func(claims []episode.Claim) {
		if o := outcome(t, d, episode.Person{}, claims...); len(o.Episodes)+len(o.Dropped) != 0 {
			t.Fatalf("reversed twice: %+v", o.Episodes)
		}
	})
	// Two partial reversals go to one line before they go to another.
	part := stay("1", "2023-03-01", "2023-03-05", "470", "-50")
	permuted([]episode.Claim{paid, paid, part, part}, func(claims []episode.Claim) {
		o := outcome(t, d, episode.Person{}, claims...)
		if len(o.Episodes) != 1 || o.Episodes[0].Cost != 10000 || o.Episodes[0].Trigger.Amount != 10000 {
			t.Fatalf("reversed in parts: %+v", o.Episodes)
		}
	})
}

// What is reversed twice stays with its line, and does not go to one of another day.
func TestReversedTooOften(t *testing.T) {
	c := visit("1", episode.Professional, "2023-03-02", "99213", "100")
	later, back := c.Lines[0], c.Lines[0]
	later.From, back.Amount = on("2023-03-10"), -10000
	c.Lines = append(c.Lines, later, back, back)
	o := outcome(t, surgical(), episode.Person{}, anchored(c)...)
	sameAmounts(t, by(o, 1), map[string]string{"anchor": "-100", "post": "100"})
}

// The visits of a version that was replaced do not count.
func TestVisitsOfReplacedClaims(t *testing.T) {
	first := atHome("600", "2023-05-30", "2023-06-01", "2023-06-04")
	void, again := atHome("600", "2023-05-30", "2023-06-01", "2023-06-04"), atHome("500", "2023-05-30", "2023-06-04")
	void.Lines[0].Amount = -void.Lines[0].Amount
	o := outcome(t, surgical(), episode.Person{}, append(anchored(first), void, again)...)
	sameAmounts(t, by(o, 3), map[string]string{"post": "250", "after": "250"})
	if e := o.Episodes[0]; e.Cost != 100000+25000 || e.Apart != 25000 {
		t.Errorf("cost %v and %v apart", e.Cost, e.Apart)
	}
	o = outcome(t, surgical(), episode.Person{}, append(anchored(first), void)...)
	sameAmounts(t, by(o, 1), map[string]string{"post": "400", "after": "200"})
	sameAmounts(t, by(o, 2), map[string]string{"post": "-400", "after": "-200"})
	// Nor do those of a line that was reversed alone.
	first = atHome("600", "2023-05-30", "2023-06-04")
	first.Lines[2].Amount = 30000
	taken := first.Lines[2]
	taken.Amount, taken.Visits = -30000, 0
	first.Lines = append(first.Lines, taken)
	o = outcome(t, surgical(), episode.Person{}, anchored(first)...)
	sameAmounts(t, by(o, 1), map[string]string{"post": "600"})
}

// A long claim that stands twice costs no more than two claims.
func TestDuplicatedLongClaim(t *testing.T) {
	long := stay("1", "2023-03-01", "2023-03-05", "470", "1")
	for i := range 5000 {
		long.Lines = append(long.Lines, episode.Line{Amount: apm.Cents(100 + i*7919%5000)})
	}
	long.Lines = append(long.Lines, episode.Line{Amount: -100})
	again := long
	again.Lines = slices.Clone(long.Lines)
	slices.Reverse(again.Lines)
	o := outcome(t, surgical(), episode.Person{}, long, again)
	if want := 2 * (5000*100 + 5000*4999/2); len(o.Episodes) != 1 || int(o.Episodes[0].Cost) != want {
		t.Errorf("cost %v, want %d cents", o.Episodes[0].Cost, want)
	}
}

// What a definition wants and cannot include stays free for the next one.
func TestPrecedenceOfWhatIsRefused(t *testing.T) {
	first, second := surgical(), surgical()
	second.ID = "second"
	second.Inclusion = everything()
	visitless := facility(episode.HomeHealth, "2023-05-31", "2023-06-07", "500")
	visitless.Marks = []string{"lupa"}
	e := suite(t, episode.Suite{Definitions: []episode.Definition{first, second}, Precedence: []string{first.ID, "second"}})
	r := build(t, e, episode.Member{Claims: anchored(visitless)})
	sameAmounts(t, by(r.Outcomes[0], 1), map[string]string{"excluded by noVisits": "500"})
	sameAmounts(t, by(r.Outcomes[1], 0), map[string]string{"excluded by taken": "1000"})
	sameAmounts(t, by(r.Outcomes[1], 1), map[string]string{"post": "500"})
}

// The practitioner of the trigger's line is the trigger's, before that of its claim, and
// a claim is by a practitioner when one of its lines is.
func TestPractitionersOfLines(t *testing.T) {
	d := withPost("x", around("all", episode.TriggerStart, 0, episode.TriggerEnd, 9))
	d.Triggers[0].Match = at(episode.Professional, hcpcs("27447"))
	d.Exclusions = []episode.Exclusion{
		{ID: "nobody", Kind: episode.Business, NoProvider: episode.ByPractitioner},
		{ID: "no visit", Kind: episode.Business, Claims: &episode.Claims{Match: at(episode.Professional), By: episode.ByPractitioner, Fewer: 1}},
	}
	index, after := visit("1", episode.Professional, "2023-03-01", "27447", "100"), visit("2", episode.Professional, "2023-03-05", "99213", "10")
	reasons := func() (ids []string) {
		for _, r := range outcome(t, d, episode.Person{}, index, after).Episodes[0].Exclusions {
			ids = append(ids, r.ID)
		}
		return ids
	}
	if got := reasons(); !slices.Equal(got, []string{"nobody", "no visit"}) {
		t.Errorf("without a practitioner: %v", got)
	}
	index.Lines[0].Practitioner = "11"
	index.Practitioner, after.Practitioner = "22", "22"
	if got := reasons(); !slices.Equal(got, []string{"no visit"}) {
		t.Errorf("the other practitioner of the claim counts: %v", got)
	}
	after.Lines[0].Practitioner = "11"
	if got := reasons(); len(got) != 0 {
		t.Errorf("the practitioner of the line does not count: %v", got)
	}
	after.Lines = append(after.Lines, episode.Line{Code: "99213", Amount: 10}, episode.Line{Code: "99214", Amount: -5, Practitioner: "11"})
	after.Lines[0].Practitioner = ""
	if got := reasons(); !slices.Equal(got, []string{"no visit"}) {
		t.Errorf("the practitioner of a reversal counts: %v", got)
	}
}

// What an event absorbs may itself have begun with another one.
func TestAbsorbInTurn(t *testing.T) {
	d := withPost("x", around("all", episode.TriggerStart, 0, episode.TriggerEnd, 0))
	d.Triggers = []episode.Trigger{
		{Name: "stay", Match: at(episode.Inpatient), Absorb: &episode.Absorb{Triggers: []string{"room"}, Days: 3}},
		{Name: "room", Match: at(episode.ED), Absorb: &episode.Absorb{Triggers: []string{"office"}, Days: 3}},
		{Name: "office", Match: at(episode.Professional)},
	}
	permuted([]episode.Claim{visit("1", episode.Professional, "2023-03-01", "99213", "1"), visit("2", episode.ED, "2023-03-04", "99284", "2"),
		stay("3", "2023-03-07", "2023-03-09", "202", "4")}, func(claims []episode.Claim) {
		o := outcome(t, d, episode.Person{}, claims...)
		if len(o.Episodes) != 1 || o.Episodes[0].Trigger.Period != days("2023-03-01/2023-03-09") || len(o.Episodes[0].Trigger.Claims) != 3 || o.Episodes[0].Cost != 700 {
			t.Fatalf("%+v", o)
		}
	})
}

// Of claims that differ in nothing but what their codes mean, the same one is taken in
// any order, and a number that is not there is not compared.
func TestTieOfAlmostEqualClaims(t *testing.T) {
	d := withPost("x", around("all", episode.TriggerStart, 0, episode.TriggerEnd, 0))
	d.Triggers[0].Match = at(episode.Inpatient, drg("470"))
	d.Subtypes = []episode.Label{{Name: "asthma", Match: episode.Match{Any: []episode.Test{{System: episode.ICD9CM, Codes: []string{"E000"}}}}}}
	old := stay("1", "2023-03-01", "2023-03-05", "470", "100")
	old.Diagnoses = []string{"E000"}
	now := old
	old.ICD9 = true
	now.GMLOS.Decimal, old.GMLOS.Decimal = decimal.New(1, 1<<30), decimal.New(1, -1<<30)
	got := make(map[string]bool)
	permuted([]episode.Claim{old, now}, func(claims []episode.Claim) {
		got[outcome(t, d, episode.Person{}, claims...).Episodes[0].Subtype] = true
	})
	if len(got) != 1 {
		t.Errorf("the order of claims decides: %v", got)
	}
	now.ICD9, now.GMLOS = true, decimal.NewNullDecimal(decimal.New(3, 0))
	known := make(map[bool]bool)
	permuted([]episode.Claim{old, now}, func(claims []episode.Claim) {
		known[claims[outcome(t, d, episode.Person{}, claims...).Episodes[0].Trigger.Claim].GMLOS.Valid] = true
	})
	if len(known) != 1 {
		t.Errorf("the order of claims decides: %v", known)
	}
}

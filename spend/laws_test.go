package spend_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/spend"
	"pgregory.net/rapid"
)

// The ledger says what the plain reading of its terms says.
func TestLawReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := drawTerms(t)
		m := drawMember(t, "m")
		if len(m.Lines) > 0 && rapid.Bool().Draw(t, "edge") { // the run ends with a day of payment
			terms.PaidThrough = m.Lines[rapid.IntRange(0, len(m.Lines)-1).Draw(t, "paidWith")].Paid
		}
		l := mustNew(t, terms)
		want := plainLedger(terms, m)
		for round := range 2 { // the second on memory that was in use
			page := mustPost(t, l, m)
			for i := 1; i < len(page.Months); i++ {
				if a, b := page.Months[i-1], page.Months[i]; order(a) >= order(b) {
					t.Fatalf("out of order: %+v, %+v", a, b)
				}
			}
			if diff := cmp.Diff(want, onPage(page), plainCmp); diff != "" {
				t.Fatalf("round %d, reference -, ledger +:\n%s", round, diff)
			}
		}
	})
}

// order is what the months of a page are sorted by.
func order(m spend.Month) string {
	return fmt.Sprint(m.Start, uint8(m.Standing), m.Exclusion, "|", m.Cell)
}

// Dollars and lines in = counted + excluded by name + rejected with a reason + set
// aside, for every amount.
func TestLawNothingIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := drawTerms(t)
		terms.PassThrough = rapid.Bool().Draw(t, "passThrough")
		terms.Spending = rapid.SampledFrom([]spend.Amount{"", spend.Paid, spend.Allowed, spend.Repriced}).Draw(t, "spending")
		m := drawMember(t, "m")
		for i := range m.Lines {
			line := &m.Lines[i]
			line.Given = spend.AmountSet(rapid.IntRange(0, 3).Draw(t, "given"))
			line.Allowed, line.Repriced = line.PaidAmount+10, line.PaidAmount+20
			line.PerDiem, line.Days = apm.Cents(rapid.IntRange(0, 60).Draw(t, "perDiem")), int32(rapid.IntRange(-1, 7).Draw(t, "days"))
			if rapid.IntRange(0, 9).Draw(t, "unlisted") == 0 {
				line.Parts = []spend.Part{{Name: "unlisted", Amount: 5}}
			}
		}
		var b spend.Balance
		page := mustPost(t, mustNew(t, terms), m)
		b.Add(m, page)
		if !b.Balanced() {
			t.Fatalf("out of balance: %+v\n%+v", b, page)
		}
		for _, month := range page.Months {
			for _, e := range slices.Concat(month.Entries, month.Excluded) {
				want := map[spend.Amount]apm.Cents{"": e.Paid, spend.Paid: e.Paid, spend.Allowed: e.Allowed, spend.Repriced: e.Repriced}[terms.Spending]
				if terms.PassThrough {
					want += e.PassThrough
				}
				if e.Spending != want {
					t.Fatalf("spending is %s, want %s: %+v", e.Spending, want, e)
				}
			}
		}
		cells := spend.NewTotals(mustNew(t, terms), func(_ spend.Page, m spend.Month) (string, bool) { return m.Cell, true })
		if err := cells.Add(page); err != nil {
			t.Fatal(err)
		}
		people := int64(0)
		for _, p := range page.Persons() {
			if got := cells.Get(p.Cell); got.Members != 1 || got.Months != p.Months || !got.Spending().Equal(p.Dollars) {
				t.Fatalf("person %+v of %+v", p, got)
			}
			people++
		}
		for _, got := range cells.All() {
			people -= got.Members
		}
		if people != 0 {
			t.Fatalf("%d people too many", people)
		}
		all := spend.NewTotals(mustNew(t, terms), func(spend.Page, spend.Month) (int, bool) { return 0, true })
		if err := all.Add(page); err != nil {
			t.Fatal(err)
		}
		total := all.Get(0)
		var out spend.Tally
		for _, c := range slices.Concat(total.Categories, total.Excluded) {
			out.Merge(c)
		}
		out.Merge(total.Unenrolled)
		var in spend.Tally
		for _, p := range []spend.Tally{b.Counted, b.ExcludedServices, b.ExcludedMonths, b.Unenrolled} {
			in.Merge(p)
		}
		if in != out {
			t.Fatalf("totals hold %+v of %+v", out, in)
		}
	})
}

// The order of spans, of lines and of the versions of a claim does not matter.
func TestLawOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := drawTerms(t)
		m := drawMember(t, "m")
		l := mustNew(t, terms)
		want := onPage(mustPost(t, l, m))
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		m.Lines, m.Spans = slices.Clone(m.Lines), slices.Clone(m.Spans)
		r.Shuffle(len(m.Lines), func(i, k int) { m.Lines[i], m.Lines[k] = m.Lines[k], m.Lines[i] })
		r.Shuffle(len(m.Spans), func(i, k int) { m.Spans[i], m.Spans[k] = m.Spans[k], m.Spans[i] })
		if diff := cmp.Diff(want, onPage(mustPost(t, l, m)), plainCmp); diff != "" {
			t.Fatal(diff)
		}
	})
}

// A later run never loses a claim: what an earlier run knew is known, in its place
// or taken back by a version that came since, and what was rejected alone stays
// rejected.
func TestLawLaterRunKnowsMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := mustNew(t, drawTerms(t))
		m := drawMember(t, "m")
		first := drawDate(t, "first")
		second := first.AddDays(rapid.IntRange(0, 60).Draw(t, "later"))
		lines := func(through apm.Date) (known, counted, superseded, rejected int) {
			run, err := l.AsOf(through)
			if err != nil {
				t.Fatal(err)
			}
			var b spend.Balance
			b.Add(m, mustPost(t, run, m))
			if !b.Balanced() {
				t.Fatal("out of balance")
			}
			known = int(b.In.Lines - b.Pending.Lines)
			superseded, rejected = int(b.Superseded.Lines), int(b.Rejected.Lines)
			return known, known - superseded - rejected, superseded, rejected
		}
		k1, c1, s1, r1 := lines(first)
		k2, c2, s2, r2 := lines(second)
		if k2 < k1 || s2 < s1 || r2 != r1 || c2+s2 < c1+s1 {
			t.Fatalf("known %d then %d, counted %d then %d, superseded %d then %d, rejected %d then %d", k1, k2, c1, c2, s1, s2, r1, r2)
		}
	})
}

// The run as of a date is the ledger of the versions paid by then, where versions
// are paid in their order.
func TestLawRunIsExtract(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := drawTerms(t)
		terms.PaidThrough = 0
		m := drawMember(t, "m")
		for i := range m.Lines { // versions in order, and originals to follow
			line := &m.Lines[i]
			line.Version = int32(i)
			line.Paid = around.To.AddDays(10 * i)
			if i < 5 {
				line.Action = spend.Add
			}
		}
		through := around.To.AddDays(rapid.IntRange(0, 120).Draw(t, "through"))
		run, err := mustNew(t, terms).AsOf(through)
		if err != nil {
			t.Fatal(err)
		}
		all := mustPost(t, run, m)
		extract := m
		extract.Lines = slices.DeleteFunc(slices.Clone(m.Lines), func(l spend.Line) bool { return l.Paid > through })
		want := mustPost(t, mustNew(t, terms), extract)
		if diff := cmp.Diff(want.Months, all.Months, cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
	})
}

// What two runs differ by is what carries the one over into the other.
func TestLawDiff(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := mustNew(t, drawTerms(t))
		m := drawMember(t, "m")
		run, err := l.AsOf(drawDate(t, "through"))
		if err != nil {
			t.Fatal(err)
		}
		was, is := mustPost(t, l, m), mustPost(t, run, m)
		changes, err := spend.Diff(was, is)
		if err != nil {
			t.Fatal(err)
		}
		moved := onPage(was)
		for _, c := range changes {
			at := place{start: c.Start, standing: c.Standing, exclusion: c.Exclusion, cell: c.Cell}
			if c.Name == "" {
				moved.months[at] += c.Enrolled
				continue
			}
			at.name = c.Name
			if moved.entries[at] != c.Was {
				t.Fatalf("change %+v starts from %+v", c, moved.entries[at])
			}
			if c.Was == c.Is {
				t.Fatalf("no change: %+v", c)
			}
			moved.entries[at] = c.Is
		}
		// An entry of nothing, as of parts that cancel out, is none.
		nothing := func(_ place, a spend.Amounts) bool { return a == spend.Amounts{} }
		want := onPage(is)
		maps.DeleteFunc(moved.entries, nothing)
		maps.DeleteFunc(want.entries, nothing)
		if diff := cmp.Diff(want.entries, moved.entries, plainCmp); diff != "" {
			t.Fatal(diff)
		}
		none, err := spend.Diff(is, is)
		if err != nil || len(none) > 0 {
			t.Fatalf("a run differs from itself: %v %v", none, err)
		}
	})
}

// A ledger of months each on its own says what the ledger of them all says.
func TestLawMonthsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := drawTerms(t)
		m := drawMember(t, "m")
		whole := onPage(mustPost(t, mustNew(t, terms), m))
		if slices.Contains(whole.rejected, string(spend.Overlap)) {
			return // spans that conflict in one month are no spans of another
		}
		parts := reference{months: make(map[place]apm.MemberMonths), entries: make(map[place]spend.Amounts)}
		for start := period.From; start < period.To; start = start.AddMonths(1) {
			terms.Period = apm.Period{From: start, To: start.AddMonths(1).AddDays(-1)}
			r := onPage(mustPost(t, mustNew(t, terms), m))
			for at, months := range r.months {
				parts.months[at] += months
			}
			for at, a := range r.entries {
				parts.entries[at] = a
			}
		}
		if diff := cmp.Diff(whole.months, parts.months, plainCmp); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(whole.entries, parts.entries, plainCmp); diff != "" {
			t.Fatal(diff)
		}
	})
}

// The diagonals of a triangle up to a month add up to the spending of the run as of
// that month's end, for each month in which claims were incurred.
func TestLawTriangleIsRuns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := drawTerms(t)
		terms.PaidThrough = apm.MustParseDate("2024-04-30")
		l := mustNew(t, terms)
		m := drawMember(t, "m")
		triangles, err := spend.NewTriangles(l)
		if err != nil {
			t.Fatal(err)
		}
		triangles.Add(m)
		for _, category := range l.Categories() {
			triangle, err := triangles.Triangle(category)
			if err != nil {
				t.Fatal(err)
			}
			for months := range 4 {
				run, err := l.AsOf(period.From.AddMonths(months + 1).AddDays(-1))
				if err != nil {
					t.Fatal(err)
				}
				page := mustPost(t, run, m)
				for i, row := range triangle.Rows {
					sum := dec("0")
					for age := 0; age <= months-i; age++ {
						sum = sum.Add(row.Increments[age])
					}
					want := apm.Cents(0)
					for _, month := range page.Months {
						for _, e := range month.Entries {
							if month.Start == row.Origin && month.Standing == spend.Counted && e.Name == category {
								want += e.Spending
							}
						}
					}
					if !sum.Equal(want.Decimal()) {
						t.Fatalf("%s of %s by month %d: triangle %s, run %s", category, row.Origin, months, sum, want)
					}
				}
			}
		}
	})
}

// Any number of workers gives the pages of one, in the order of the input.
func TestLawWorkers(t *testing.T) {
	l := mustNew(t, benchTerms())
	members := benchMembers(200)
	batches := func(yield func([]spend.Member, error) bool) {
		for batch := range slices.Chunk(members, 7) {
			if !yield(batch, nil) {
				return
			}
		}
	}
	want := make([]spend.Page, 0, len(members))
	for _, m := range members {
		want = append(want, mustPost(t, l, m))
	}
	for workers := range 6 {
		var got []spend.Page
		for pages, err := range l.Run(context.Background(), batches, workers) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, pages...)
		}
		if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(spend.Page{}), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%d workers:\n%s", workers, diff)
		}
	}
}

package spend_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/spend"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func nullDec(s string) decimal.NullDecimal { return decimal.NewNullDecimal(dec(s)) }

func drawDollars(t *rapid.T, name string, low, high int) decimal.Decimal {
	return decimal.New(int64(rapid.IntRange(low, high).Draw(t, name)), -2)
}

func drawTriangle(t *rapid.T, complete bool) spend.Triangle {
	ages := rapid.IntRange(1, 6).Draw(t, "ages")
	var out spend.Triangle
	for i := range rapid.IntRange(1, ages).Draw(t, "rows") {
		r := spend.Row{Origin: period.From.AddMonths(i), Exposure: decimal.NewNullDecimal(drawDollars(t, "exposure", 1, 100000))}
		known := ages - i
		if complete {
			known = ages
		}
		for age := range known {
			low := 0
			if age == 0 {
				low = 1
			}
			r.Increments = append(r.Increments, drawDollars(t, "increment", low, 100000))
		}
		out.Rows = append(out.Rows, r)
	}
	for len(out.Rows) < ages && !complete { // down to a row of which only age 0 is known
		i := len(out.Rows)
		r := spend.Row{Origin: period.From.AddMonths(i), Exposure: decimal.NewNullDecimal(dec("10"))}
		for range ages - i {
			r.Increments = append(r.Increments, drawDollars(t, "increment", 1, 100000))
		}
		out.Rows = append(out.Rows, r)
	}
	return out
}

// near says whether two numbers agree to thirty digits: quotients have 34.
func near(a, b decimal.Decimal) bool {
	return a.Sub(b).Abs().LessThanOrEqual(decimal.Max(a.Abs(), b.Abs(), decimal.New(1, 0)).Mul(decimal.New(1, -30)))
}

// The rows of a complete triangle are at their end: completion one, nothing to come.
func TestLawCompleteTriangle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, err := spend.Development{}.Complete(drawTriangle(t, true))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range c.Rows {
			if !r.Completion.Equal(dec("1")) || !r.ToCome.IsZero() || !r.Ultimate.Equal(r.Known) {
				t.Fatalf("%+v", r)
			}
		}
	})
}

// The chain-ladder says what the textbook formula says, in both averages, with rows
// left out and a tail.
func TestLawChainLadder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		triangle := drawTriangle(t, false)
		d := spend.Development{Average: rapid.SampledFrom([]spend.Average{"", spend.ByVolume, spend.Simple}).Draw(t, "average"),
			Latest: rapid.IntRange(0, 3).Draw(t, "latest"), Tail: nullDec("1.02")}
		if rapid.Bool().Draw(t, "exclude") && len(triangle.Rows) > 3 {
			d.Exclude = []apm.Date{triangle.Rows[1].Origin}
		}
		cumulative := func(i, age int) decimal.Decimal {
			sum := decimal.Decimal{}
			for _, v := range triangle.Rows[i].Increments[:age+1] {
				sum = sum.Add(v)
			}
			return sum
		}
		c, err := d.Complete(triangle)
		if err != nil {
			t.Fatal(err)
		}
		ages := len(triangle.Rows[0].Increments)
		toEnd := dec("1.02")
		for age := ages - 2; age >= 0; age-- {
			var rows []int
			for i, r := range triangle.Rows {
				if len(r.Increments) > age+1 && !slices.Contains(d.Exclude, r.Origin) {
					rows = append(rows, i)
				}
			}
			if d.Latest > 0 && len(rows) > d.Latest {
				rows = rows[len(rows)-d.Latest:]
			}
			before, after, ratios := decimal.Decimal{}, decimal.Decimal{}, decimal.Decimal{}
			for _, i := range rows {
				before, after = before.Add(cumulative(i, age)), after.Add(cumulative(i, age+1))
				ratios = ratios.Add(cumulative(i, age+1).DivRound(cumulative(i, age), 40))
			}
			factor := after.DivRound(before, 40)
			if d.Average == spend.Simple {
				factor = ratios.DivRound(decimal.NewFromInt(int64(len(rows))), 40)
			}
			if !near(factor, c.Pattern.AgeToAge[age]) || c.Pattern.Ratios[age] != len(rows) {
				t.Fatalf("age %d: factor %s of %d, want %s of %d", age, c.Pattern.AgeToAge[age], c.Pattern.Ratios[age], factor, len(rows))
			}
			toEnd = toEnd.Mul(factor)
			if !near(toEnd, c.Pattern.ToUltimate[age]) || !near(c.Pattern.Completion[age].Mul(toEnd), dec("1")) {
				t.Fatalf("age %d: to ultimate %s, completion %s", age, c.Pattern.ToUltimate[age], c.Pattern.Completion[age])
			}
		}
	})
}

// Known and to come add up to the ultimate, row by row and in all; a blend lies
// between what is expected and what the chain-ladder says; the margin is no part of
// either.
func TestLawBlend(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		triangle := drawTriangle(t, false)
		d := spend.Development{Weak: decimal.NewNullDecimal(drawDollars(t, "weak", 0, 100)), Margin: nullDec("0.05"),
			Expected: spend.Expected{PMPM: decimal.NewNullDecimal(drawDollars(t, "pmpm", 0, 10000))}}
		c, err := d.Complete(triangle)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := spend.Development{}.Complete(triangle)
		if err != nil {
			t.Fatal(err)
		}
		known, ultimate := decimal.Decimal{}, decimal.Decimal{}
		for i, r := range c.Rows {
			known, ultimate = known.Add(r.Known), ultimate.Add(r.Ultimate)
			if !r.Known.Add(r.ToCome).Equal(r.Ultimate) || !near(r.Margin, r.ToCome.Mul(dec("0.05"))) {
				t.Fatalf("%+v", r)
			}
			weak := r.Completion.LessThan(d.Weak.Decimal)
			ladder := plain.Rows[i].Ultimate
			switch {
			case weak != (r.Method == spend.Blend) || weak != r.Expected.Valid:
				t.Fatalf("weak %v: %+v", weak, r)
			case !weak && !r.Ultimate.Equal(ladder):
				t.Fatalf("chain-ladder %s: %+v", ladder, r)
			case weak:
				low, high := decimal.Min(ladder, r.Expected.Decimal), decimal.Max(ladder, r.Expected.Decimal)
				if r.Ultimate.LessThan(low) && !near(r.Ultimate, low) || r.Ultimate.GreaterThan(high) && !near(r.Ultimate, high) {
					t.Fatalf("%s is not between %s and %s", r.Ultimate, low, high)
				}
				want := r.Completion.Mul(ladder).Add(dec("1").Sub(r.Completion).Mul(r.Expected.Decimal))
				if !near(want, r.Ultimate) {
					t.Fatalf("blend %s, want %s", r.Ultimate, want)
				}
			}
		}
		if !known.Equal(c.Known) || !ultimate.Equal(c.Ultimate) || !c.Known.Add(c.ToCome).Equal(c.Ultimate) {
			t.Fatalf("%+v", c)
		}
	})
}

// Once all has run out as expected, actual over expected is one.
func TestLawAgainst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		triangle := drawTriangle(t, false)
		c, err := spend.Development{}.Complete(triangle)
		if err != nil {
			t.Fatal(err)
		}
		later := spend.Triangle{Rows: slices.Clone(triangle.Rows)}
		more := rapid.IntRange(0, 3).Draw(t, "more")
		for i := range later.Rows {
			r := &later.Rows[i]
			r.Increments = slices.Clone(r.Increments)
			sum := c.Rows[i].Known
			for range more {
				if age := len(r.Increments); age < len(c.Pattern.Completion) {
					next := c.Rows[i].Ultimate.Mul(c.Pattern.Completion[age]).Round(40)
					r.Increments = append(r.Increments, next.Sub(sum))
					sum = next
				}
			}
		}
		emerged, err := c.Against(later)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range emerged {
			if !e.Actual.Sub(e.Expected).Abs().LessThan(dec("0.00000000001")) {
				t.Fatalf("%+v", e)
			}
			if e.Ratio.Valid && e.Expected.GreaterThan(dec("0.01")) && !e.Ratio.Decimal.Sub(dec("1")).Abs().LessThan(dec("0.00000001")) {
				t.Fatalf("%+v", e)
			}
		}
	})
}

func drawPerson(t *rapid.T) spend.Person {
	return spend.Person{Cell: rapid.SampledFrom([]string{"A", "B"}).Draw(t, "cell"),
		Dollars: drawDollars(t, "dollars", -200000, 500000), Months: apm.MemberMonths(rapid.IntRange(1, 12).Draw(t, "months")) * apm.OneMonth}
}

// Kept + removed = the person's dollars + added, whatever the rules; and each rule
// does what its name says.
func TestLawAdjust(t *testing.T) {
	byCell := func(a, b string) spend.Limit {
		return spend.Limit{ByCell: []spend.CellAmount{{Cell: "A", Amount: dec(a)}, {Cell: "B", Amount: dec(b)}}}
	}
	layers := apm.Bands{{UpTo: nullDec("1000"), Share: dec("0")}, {UpTo: nullDec("2000"), Share: dec("0.5")}, {Share: dec("0.8")}}
	rapid.Check(t, func(t *rapid.T) {
		annual := rapid.Bool().Draw(t, "annual")
		truncate := spend.Truncate{Limit: byCell("1000", "2500"), Annual: annual, Symmetric: rapid.Bool().Draw(t, "symmetric")}
		winsorise := spend.Winsorise{Low: byCell("-10", "50"), High: byCell("1500", "2000"), Annual: annual}
		trim := spend.TrimTails{Low: byCell("-500", "0"), High: byCell("3000", "3000"), Annual: annual}
		stop := spend.StopLoss{Layers: layers, Annual: annual, Charge: nullDec("3.5")}
		p := drawPerson(t)
		one := func(r spend.Adjustment) spend.Adjusted {
			a, err := spend.NewAdjuster(spend.Adjustments{r})
			if err != nil {
				t.Fatal(err)
			}
			got, err := a.Adjust(p)
			if err != nil {
				t.Fatal(err)
			}
			e := got.Effects[0]
			if !got.Dollars.Add(e.Removed).Equal(p.Dollars.Add(e.Added)) {
				t.Fatalf("%+v of %+v", got, p)
			}
			return got
		}
		years := dec("1")
		if annual {
			years = p.Months.PersonYears()
		}
		limit := map[string]decimal.Decimal{"A": dec("1000"), "B": dec("2500")}[p.Cell].Mul(years)
		want := decimal.Min(p.Dollars, limit)
		if truncate.Symmetric {
			want = decimal.Max(want, limit.Neg())
		}
		if got := one(truncate); !near(got.Dollars, want) {
			t.Fatalf("truncated %s, want %s", got.Dollars, want)
		}
		truncate.Keep = nullDec("0.2")
		if got := one(truncate); !near(got.Dollars, want.Add(p.Dollars.Sub(want).Mul(dec("0.2")))) {
			t.Fatalf("truncated with a share kept: %s", got.Dollars)
		}
		low := map[string]decimal.Decimal{"A": dec("-10"), "B": dec("50")}[p.Cell].Mul(years)
		high := map[string]decimal.Decimal{"A": dec("1500"), "B": dec("2000")}[p.Cell].Mul(years)
		if got := one(winsorise); !near(got.Dollars, decimal.Max(low, decimal.Min(high, p.Dollars))) {
			t.Fatalf("winsorised %s", got.Dollars)
		}
		low = map[string]decimal.Decimal{"A": dec("-500"), "B": dec("0")}[p.Cell].Mul(years)
		out := p.Dollars.LessThan(low) || p.Dollars.GreaterThan(dec("3000").Mul(years))
		if got := one(trim); got.Effects[0].Out != out || (got.Months == 0) != out || got.Dollars.IsZero() != (out || p.Dollars.IsZero()) {
			t.Fatalf("trimmed %+v of %+v, out %v", got, p, out)
		}
		pays := decimal.Decimal{}
		scaled := func(s string) decimal.Decimal { return dec(s).Mul(years) }
		if p.Dollars.GreaterThan(scaled("1000")) {
			pays = decimal.Min(p.Dollars, scaled("2000")).Sub(scaled("1000")).Mul(dec("0.5"))
		}
		if p.Dollars.GreaterThan(scaled("2000")) {
			pays = pays.Add(p.Dollars.Sub(scaled("2000")).Mul(dec("0.8")))
		}
		if got := one(stop); !near(got.Effects[0].Removed, pays) || !near(got.Effects[0].Added, dec("3.5").Mul(p.Months.Decimal())) {
			t.Fatalf("stop-loss %+v, pays %s", got, pays)
		}
	})
}

// What a pool charges its parts is what it paid, to the cent; and raising the
// attachment point never makes it pay more.
func TestLawPool(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var pool, reversed spend.Pool
		var parts []apm.MemberMonths
		people := rapid.SliceOfN(rapid.Custom(drawPerson), 1, 8).Draw(t, "people")
		attach := int64(rapid.IntRange(1, 2000).Draw(t, "attach"))
		at := func(attach int64, p spend.Person) decimal.Decimal {
			e, err := spend.StopLoss{Layers: apm.Bands{{UpTo: decimal.NewNullDecimal(decimal.NewFromInt(attach))}, {Share: dec("0.8")}}}.Apply(p)
			if err != nil {
				t.Fatal(err)
			}
			return e.Removed
		}
		for i, p := range people {
			pool.Add(p.Months, at(attach, p))
			parts = append(parts, p.Months)
			q := people[len(people)-1-i]
			var single spend.Pool
			single.Add(q.Months, at(attach, q))
			reversed.Merge(single)
			if at(attach+1, p).GreaterThan(at(attach, p)) {
				t.Fatal("a higher attachment point pays more")
			}
		}
		if !pool.Paid.Equal(reversed.Paid) || pool.Months != reversed.Months {
			t.Fatal("the order matters")
		}
		charges, err := pool.Charges(parts, apm.HalfUp)
		if err != nil {
			t.Fatal(err)
		}
		sum := apm.Cents(0)
		for _, c := range charges {
			sum += c
		}
		if !sum.Decimal().Equal(pool.Paid.Round(2)) {
			t.Fatalf("charged %s for %s", sum, pool.Paid)
		}
		charge, err := pool.Charge()
		if err != nil || !near(charge.Mul(pool.Months.Decimal()), pool.Paid) {
			t.Fatalf("charge %s (%v)", charge, err)
		}
	})
}

// The reference does not depend on the order or the parts it was gathered in, and a
// person at the percentile is not cut.
func TestLawReferencePopulation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := rapid.SliceOfN(rapid.Custom(drawPerson), 1, 30).Draw(t, "people")
		whole, left, right := spend.NewReference(true), spend.NewReference(true), spend.NewReference(true)
		for i, p := range people {
			part := left
			if i%2 == 0 {
				part = right
			}
			if whole.Add(p) != nil || part.Add(p) != nil {
				t.Fatal("a person was refused")
			}
		}
		if err := right.Merge(left); err != nil {
			t.Fatal(err)
		}
		rules := spend.Adjustments{spend.Truncate{Annual: true, Limit: spend.Limit{Percentile: &spend.Percentile{
			At: drawDollars(t, "at", 50, 100), Definition: apm.NearestRank, ByCell: rapid.Bool().Draw(t, "byCell")}}}}
		a, err := rules.Resolve(whole)
		if err != nil {
			t.Fatal(err)
		}
		b, err := rules.Resolve(right)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(a, b); diff != "" {
			t.Fatal(diff)
		}
		cut := 0
		for _, p := range people {
			e, err := a[0].Apply(p)
			if err != nil {
				t.Fatal(err)
			}
			if !e.Removed.IsZero() {
				cut++
			}
		}
		if cut > len(people)/2 {
			t.Fatalf("the upper half or less is cut, not %d of %d", cut, len(people))
		}
	})
}

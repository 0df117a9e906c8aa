package streams

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/lan"
	"github.com/shopspring/decimal"
)

// settling prepares a settlement at a difference, which is a fraction of the target,
// savings positive, and gives what is paid there under a quality, with its sign.
type settling func(gap decimal.Decimal) (func(apm.Quality) (decimal.Decimal, error), error)

// finding is what is paid at one difference under each quality that the terms know.
type finding struct {
	gap  decimal.Decimal
	paid []decimal.Decimal
}

// probed is what terms pay and take at differences of every size.
type probed struct {
	upside, downside lan.Exposure
	// moved says whether quality changes the money, and at is the smallest saving, or else
	// overrun, at which it does.
	moved bool
	at    decimal.Decimal
}

// probe settles at savings and overruns of any size, under the statuses of package apm
// and further ones. The target is what the differences are fractions of, above zero.
func probe(target decimal.Decimal, settle settling, further ...apm.Status) (probed, error) {
	under := qualities(further)
	savings, err := settle.ask(under, fractions("0.001", "0.005", "0.01", "0.02", "0.03", "0.05", "0.1", "0.15", "0.2", "0.25", "0.3", "0.4", "0.5", "0.75", "0.99", "1"))
	if err != nil {
		return probed{}, err
	}
	losses, err := settle.ask(under, fractions("-0.001", "-0.005", "-0.01", "-0.02", "-0.03", "-0.05", "-0.1", "-0.15", "-0.2", "-0.25", "-0.3", "-0.4", "-0.5", "-0.75", "-1", "-10", "-20"))
	if err != nil {
		return probed{}, err
	}
	p := probed{upside: exposure(savings, target), downside: exposure(losses, target.Neg())}
	p.at, p.moved = changed(slices.Concat(savings, losses))
	return p, nil
}

// quality is the link that was found.
func (p probed) quality() lan.Quality {
	if p.moved {
		return lan.Performance
	}
	return lan.NoQuality
}

// qualities reach both ends of a score under every status; the empty quality is for
// terms that ask for none.
func qualities(further []apm.Status) []apm.Quality {
	out := []apm.Quality{{}}
	for _, status := range append([]apm.Status{apm.Met, apm.Alternative, apm.NotMet}, further...) {
		for _, score := range []int64{0, 50, 100} {
			out = append(out, apm.Quality{Status: status, Score: decimal.NewNullDecimal(decimal.New(score, -2))})
		}
	}
	return out
}

// ask settles at each difference under each quality. A quality that the terms do not
// know is passed over; any other fact that is missing is an error.
func (settle settling) ask(qualities []apm.Quality, gaps []decimal.Decimal) ([]finding, error) {
	var out []finding
	for _, gap := range gaps {
		under, err := settle(gap)
		if err != nil {
			return nil, fmt.Errorf("settling a difference of %s: %w", text(gap), err)
		}
		f := finding{gap: gap}
		var unknown error
		for _, quality := range qualities {
			paid, err := under(quality)
			var fact *apm.FactError
			switch {
			case err == nil:
				f.paid = append(f.paid, paid)
			case errors.As(err, &fact) && strings.HasPrefix(fact.Field, "quality."):
				unknown = err
			default:
				return nil, fmt.Errorf("settling a difference of %s: %w", text(gap), err)
			}
		}
		if len(f.paid) == 0 {
			return nil, fmt.Errorf("settling a difference of %s: %w", text(gap), unknown)
		}
		out = append(out, f)
	}
	return out, nil
}

// exposure is the largest part of a difference, and the limit that it runs into: a cap is
// where twice the difference brings no more. Of is the target, negative for overruns.
func exposure(findings []finding, of decimal.Decimal) lan.Exposure {
	one := decimal.NewFromInt(1)
	share, tops := decimal.Decimal{}, make([]decimal.Decimal, len(findings))
	for i, f := range findings {
		for _, paid := range f.paid {
			part, _ := apm.Quo(paid, of) // the target is not zero
			tops[i] = decimal.Max(tops[i], part)
		}
		rate, _ := apm.Quo(tops[i], f.gap.Abs())
		share = decimal.Max(share, rate)
	}
	x := lan.Exposure{Share: decimal.NewNullDecimal(decimal.Min(apm.Trim(share), one))}
	last := tops[len(tops)-1]
	switch {
	case share.IsZero():
	case last.Equal(tops[len(tops)-2]) && last.LessThan(one):
		x.Cap, x.CapOf = decimal.NewNullDecimal(last), lan.OfTarget
	default:
		x.Unlimited = true
	}
	return x
}

// changed finds a difference at which quality changes what is paid.
func changed(findings []finding) (decimal.Decimal, bool) {
	for _, f := range findings {
		if slices.ContainsFunc(f.paid, func(d decimal.Decimal) bool { return !d.Equal(f.paid[0]) }) {
			return f.gap, true
		}
	}
	return decimal.Decimal{}, false
}

func text(d decimal.Decimal) string { return apm.Figure{Value: d.Round(6), Unit: apm.Fraction}.Text() }

func fractions(list ...string) []decimal.Decimal {
	out := make([]decimal.Decimal, len(list))
	for i, s := range list {
		out[i] = decimal.RequireFromString(s)
	}
	return out
}

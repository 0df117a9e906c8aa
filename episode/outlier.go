package episode

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Outlier is what a program does about episodes that cost far more or less than others.
type Outlier struct {
	Method OutlierMethod `json:"method"`
	// Lower and Upper are where outliers begin; at least one is set. A cost on a limit is
	// no outlier.
	Lower *Cutoff `json:"lower,omitempty"`
	Upper *Cutoff `json:"upper,omitempty"`
	// Definition is that of the percentiles; needed where a cut-off is one.
	Definition apm.PercentileDefinition `json:"definition,omitzero"`
	// Deviation is how the standard deviation is taken; needed where a cut-off is made of
	// one.
	Deviation Deviation `json:"deviation,omitzero"`
	// GroupBy lists what episodes must share to be compared; none compares all.
	GroupBy []Grouping `json:"groupBy,omitempty"`
	// FromBaseline takes the limits from those that are handed to Prepare, which an earlier
	// call gave for the same adjustment and group; the cut-offs then say only which limits
	// there are. Otherwise the limits are those of the episodes themselves.
	FromBaseline bool `json:"fromBaseline,omitzero"`
	// TailShare is the part of what lies beyond a limit that still counts when costs are
	// winsorised, as a fraction; zero is none.
	TailShare decimal.Decimal `json:"tailShare,omitzero"`
	Authority string          `json:"authority,omitzero"`
}

// OutlierMethod says what becomes of an outlier.
type OutlierMethod string

// The methods.
const (
	Winsorise       OutlierMethod = "winsorise" // its cost becomes the limit, on either side
	CapCost         OutlierMethod = "cap"       // its cost becomes the upper limit
	ExcludeOutliers OutlierMethod = "exclude"   // the episode does not count
)

// The reasons for which an outlier policy excludes an episode.
const (
	HighCost = "high cost"
	LowCost  = "low cost"
)

// Cutoff is where outliers begin: exactly one of its fields is set.
type Cutoff struct {
	// Percentile of the group, as a fraction: 0.99.
	Percentile decimal.NullDecimal `json:"percentile,omitzero"`
	// Deviations is how many standard deviations of the group from its mean: 3 for an
	// upper cut-off of the mean and three deviations, which is below the mean for a lower
	// one. Not below zero.
	Deviations decimal.NullDecimal `json:"deviations,omitzero"`
	// Dollars is a cut-off that somebody has set.
	Dollars decimal.NullDecimal `json:"dollars,omitzero"`
}

// Deviation names the divisor of a variance.
type Deviation string

// The deviations, for n values.
const (
	SampleDeviation     Deviation = "sample"     // n - 1
	PopulationDeviation Deviation = "population" // n
)

// Grouping names a part of a [Case] that groups episodes.
type Grouping string

// The labels.
const (
	ByCategory Grouping = "category"
	ByCell     Grouping = "cell"
	ByRegion   Grouping = "region"
	ByPeriod   Grouping = "period"
)

// OutlierLimits is where the outliers of one group begin.
type OutlierLimits struct {
	// Adjustment is the place of the policy in the program's list, from zero.
	Adjustment int `json:"adjustment"`
	// Group is what the episodes share, in the order of GroupBy.
	Group    []string            `json:"group,omitempty"`
	Lower    decimal.NullDecimal `json:"lower,omitzero"` // dollars
	Upper    decimal.NullDecimal `json:"upper,omitzero"` // dollars
	Episodes int                 `json:"episodes"`       // that the group holds
	Low      int                 `json:"low"`            // episodes below the lower limit
	High     int                 `json:"high"`           // episodes above the upper limit
}

func (o *Outlier) validate(c apm.Check) {
	switch o.Method {
	case Winsorise, ExcludeOutliers:
	case CapCost:
		if o.Lower != nil {
			c.In("lower").Problemf("a cap has no lower limit; winsorise has")
		}
	default:
		c.In("method").Problemf("unknown method %q (known: winsorise, cap, exclude)", string(o.Method))
	}
	if o.Lower == nil && o.Upper == nil {
		c.Problemf("needs lower, upper or both")
	}
	percentile := o.Lower.validate(c.In("lower")) || o.Upper.validate(c.In("upper"))
	if percentile {
		o.Definition.Validate(c.In("definition"))
	} else if o.Definition != "" {
		c.In("definition").Problemf("does not apply: no cut-off is a percentile")
	}
	if o.Lower.deviations() || o.Upper.deviations() {
		if o.Deviation != SampleDeviation && o.Deviation != PopulationDeviation {
			c.In("deviation").Problemf("unknown deviation %q (known: sample, population)", string(o.Deviation))
		}
	} else if o.Deviation != "" {
		c.In("deviation").Problemf("does not apply: no cut-off is made of standard deviations")
	}
	o.validateOrder(c)
	c.In("tailShare").Fraction(o.TailShare)
	if !o.TailShare.IsZero() && o.Method == ExcludeOutliers {
		c.In("tailShare").Problemf("an excluded episode has no tail that counts")
	}
	seen := make(map[Grouping]bool)
	for i, label := range o.GroupBy {
		switch label {
		case ByCategory, ByCell, ByRegion, ByPeriod:
		default:
			c.In("groupBy").At(i).Problemf("unknown label %q (known: category, cell, region, period)", string(label))
		}
		if seen[label] {
			c.In("groupBy").At(i).Problemf("%q stands twice", string(label))
		}
		seen[label] = true
	}
}

// validateOrder reports limits that cross, as far as the terms tell.
func (o *Outlier) validateOrder(c apm.Check) {
	if o.Lower == nil || o.Upper == nil {
		return
	}
	for _, pair := range [][2]decimal.NullDecimal{{o.Lower.Percentile, o.Upper.Percentile}, {o.Lower.Dollars, o.Upper.Dollars}} {
		lower, upper := pair[0], pair[1]
		if lower.Valid && upper.Valid && apm.Plain(lower.Decimal) && apm.Plain(upper.Decimal) && upper.Decimal.LessThan(lower.Decimal) {
			c.In("upper").Problemf("%s is below lower, %s", upper.Decimal, lower.Decimal)
		}
	}
}

func (cut *Cutoff) deviations() bool { return cut != nil && cut.Deviations.Valid }

// validate says whether the cut-off is a percentile.
func (cut *Cutoff) validate(c apm.Check) bool {
	if cut == nil {
		return false
	}
	forms := 0
	if cut.Percentile.Valid {
		forms++
		c.In("percentile").Fraction(cut.Percentile.Decimal)
	}
	if cut.Deviations.Valid {
		forms++
		c.In("deviations").NotNegative(cut.Deviations.Decimal)
	}
	if cut.Dollars.Valid {
		forms++
		c.In("dollars").Number(cut.Dollars.Decimal)
	}
	if forms != 1 {
		c.Problemf("a cut-off is exactly one of percentile, deviations and dollars, not %d of them", forms)
	}
	return cut.Percentile.Valid
}

// group is what a case shares with others, and a key that tells groups apart.
func (o *Outlier) group(c *Case) ([]string, string) {
	group := make([]string, len(o.GroupBy))
	var key strings.Builder
	for i, label := range o.GroupBy {
		switch label {
		case ByCategory:
			group[i] = c.Category
		case ByCell:
			group[i] = c.Cell
		case ByRegion:
			group[i] = c.Region
		case ByPeriod:
			group[i] = c.Period
		}
		fmt.Fprintf(&key, "%d:%s", len(group[i]), group[i])
	}
	return group, key.String()
}

// apply holds every group of episodes against its limits.
func (o *Outlier) apply(place int, cases []Case, prepared []PreparedCase, baseline []OutlierLimits) ([]OutlierLimits, error) {
	type members struct {
		limits OutlierLimits
		rows   []int
	}
	groups := make(map[string]*members)
	for i := range prepared {
		if len(prepared[i].Excluded) > 0 {
			continue
		}
		group, key := o.group(&cases[i])
		m := groups[key]
		if m == nil {
			m = &members{limits: OutlierLimits{Adjustment: place, Group: group}}
			groups[key] = m
		}
		m.rows = append(m.rows, i)
	}
	out := make([]OutlierLimits, 0, len(groups))
	for _, key := range slices.Sorted(maps.Keys(groups)) {
		m := groups[key]
		m.limits.Episodes = len(m.rows)
		if err := o.limits(&m.limits, m.rows, prepared, baseline); err != nil {
			return nil, fmt.Errorf("adjust[%d].outlier: group %q: %w", place, m.limits.Group, err)
		}
		for _, i := range m.rows {
			o.pull(&prepared[i], &m.limits)
		}
		out = append(out, m.limits)
	}
	slices.SortFunc(out, func(a, b OutlierLimits) int { return slices.Compare(a.Group, b.Group) })
	return out, nil
}

// limits fills in where the outliers of a group begin.
func (o *Outlier) limits(to *OutlierLimits, rows []int, prepared []PreparedCase, baseline []OutlierLimits) error {
	if o.FromBaseline {
		for _, b := range baseline {
			if b.Adjustment != to.Adjustment || !slices.Equal(b.Group, to.Group) {
				continue
			}
			if o.Lower != nil && !b.Lower.Valid || o.Upper != nil && !b.Upper.Valid {
				return apm.Missing("baseline limit")
			}
			if b.Lower.Valid && !apm.Plain(b.Lower.Decimal) || b.Upper.Valid && !apm.Plain(b.Upper.Decimal) {
				return &apm.FactError{Field: "baseline limit", Reason: "has more than 40 digits before the point or 200 behind it"}
			}
			if o.Lower != nil {
				to.Lower = b.Lower
			}
			if o.Upper != nil {
				to.Upper = b.Upper
			}
			return crossed(to)
		}
		return apm.Missing("baseline limit")
	}
	costs := make([]decimal.Decimal, len(rows))
	for k, i := range rows {
		costs[k] = prepared[i].Cost
	}
	for _, side := range [...]struct {
		cut  *Cutoff
		sign int64
		to   *decimal.NullDecimal
	}{{o.Lower, -1, &to.Lower}, {o.Upper, 1, &to.Upper}} {
		if side.cut == nil {
			continue
		}
		limit, err := o.cut(side.cut, side.sign, costs)
		if err != nil {
			return err
		}
		*side.to = decimal.NewNullDecimal(limit)
	}
	return crossed(to)
}

func crossed(l *OutlierLimits) error {
	if l.Lower.Valid && l.Upper.Valid && l.Upper.Decimal.LessThan(l.Lower.Decimal) {
		return &apm.FactError{Field: "limits", Reason: "the upper limit comes out below the lower one"}
	}
	return nil
}

// cut is a limit in dollars.
func (o *Outlier) cut(cut *Cutoff, sign int64, costs []decimal.Decimal) (decimal.Decimal, error) {
	switch {
	case cut.Dollars.Valid:
		return cut.Dollars.Decimal, nil
	case cut.Percentile.Valid:
		return o.Definition.Percentile(costs, cut.Percentile.Decimal)
	}
	mean, deviation, err := spread(costs, o.Deviation)
	if err != nil {
		return mean, err
	}
	return apm.Trim(mean.Add(deviation.Mul(cut.Deviations.Decimal).Mul(decimal.NewFromInt(sign)))), nil
}

// pull does to one episode what the policy says.
func (o *Outlier) pull(c *PreparedCase, l *OutlierLimits) {
	limit, reason := l.Upper, HighCost
	switch {
	case l.Upper.Valid && c.Cost.GreaterThan(l.Upper.Decimal):
		l.High++
	case l.Lower.Valid && c.Cost.LessThan(l.Lower.Decimal):
		l.Low++
		limit, reason = l.Lower, LowCost
	default:
		return
	}
	if o.Method == ExcludeOutliers {
		c.Excluded = append(c.Excluded, reason)
		return
	}
	c.Cost = apm.Trim(limit.Decimal.Add(c.Cost.Sub(limit.Decimal).Mul(o.TailShare)))
}

// spread is the mean of the values and their standard deviation, both to 34
// significant digits. The sample deviation of one value is zero.
func spread(values []decimal.Decimal, of Deviation) (mean, deviation decimal.Decimal, err error) {
	n := len(values)
	sum, squares := decimal.Decimal{}, decimal.Decimal{}
	for _, v := range values {
		sum = sum.Add(v)
		squares = squares.Add(v.Mul(v))
	}
	if mean, err = apm.Quo(apm.Trim(sum), count(n)); err != nil {
		return mean, deviation, err
	}
	divisor := n
	if of == SampleDeviation {
		divisor = max(n-1, 1)
	}
	// n times the sum of squared differences, exactly.
	numerator := apm.Trim(squares.Mul(count(n)).Sub(sum.Mul(sum)))
	variance, err := apm.Quo(numerator, count(n).Mul(count(divisor)))
	if err != nil {
		return mean, deviation, err
	}
	return mean, squareRoot(variance), nil
}

// squareRoot is the root of a number not below zero, to 34 significant digits.
func squareRoot(d decimal.Decimal) decimal.Decimal {
	if !d.IsPositive() {
		return decimal.Decimal{}
	}
	// An even exponent, and 72 digits or more under the root: 36 digits of it.
	shift := max(72-int32(d.NumDigits()), 0)
	if (d.Exponent()-shift)%2 != 0 {
		shift++
	}
	scaled := d.Coefficient()
	scaled.Mul(scaled, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(shift)), nil))
	return apm.Trim(decimal.NewFromBigInt(scaled.Sqrt(scaled), (d.Exponent()-shift)/2))
}

package pmpm

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/internal/data"
	"github.com/shopspring/decimal"
)

// PoolTerms are the rules of a pool: money that several providers fund and share by
// performance.
type PoolTerms struct {
	Name string `json:"name"`
	// Funding adds up.
	Funding []Funding `json:"funding"`
	// Stages divide the pool in order, each what the one before left. What the last one
	// leaves goes back to the payer; a last stage without awards leaves nothing.
	Stages []Stage `json:"stages"`
	// Mode rounds what each provider contributes and earns to whole cents.
	Mode      apm.Rounding `json:"mode"`
	Authority string       `json:"authority,omitzero"`
}

// Funding is where the money of a pool comes from: exactly one of its forms.
type Funding struct {
	// Dollars is an amount that the payer puts in.
	Dollars decimal.NullDecimal `json:"dollars,omitzero"`
	// Rate is the part, as a fraction, of an amount of each provider, such as its payments
	// of the year or what it did not earn back.
	Rate decimal.NullDecimal `json:"rate,omitzero"`
	Of   Basis               `json:"of,omitzero"`
}

// Stage divides money among the providers and awards each a part of what fell to it.
type Stage struct {
	Name string `json:"name"`
	// By is the weights: money falls to each provider by the product of these amounts, such
	// as members and challenge measures met. [Contribution] gives each what it put in.
	By []Basis `json:"by"`
	// Awards says what part of it each earns: that of the first award whose condition holds,
	// nothing where none does. Without awards everybody earns all of it.
	Awards []Award `json:"awards,omitempty"`
}

// Award is the part of its share that a provider earns.
type Award struct {
	If      *Condition `json:"if,omitempty"` // none for always
	Rate    apm.Rate   `json:"rate"`
	Measure string     `json:"measure,omitzero"` // whose quality the rate reads; empty for the overall one
}

// Contribution is what a provider put into the pool, as a weight of a [Stage].
const Contribution Basis = "contribution"

// Pool is pool terms that have been checked. It is safe for use by several goroutines.
type Pool struct{ terms PoolTerms }

// NewPool checks the terms of a pool. It fails with [apm.Problems], which list
// everything that is wrong.
func NewPool(terms PoolTerms) (*Pool, error) {
	var problems apm.Problems
	c := problems.Check()
	room := data.Room[PoolTerms]()
	if !room.Small(terms, reflect.TypeFor[Condition](), reflect.TypeFor[Stage]()) {
		c.Problemf("the terms hold themselves, or more than %d conditions", data.MaxNodes)
		return nil, problems
	}
	terms = data.Copy(room, terms)
	terms.validate(c)
	if problems != nil {
		return nil, problems
	}
	return &Pool{terms}, nil
}

// DecodePool reads the terms of a pool from JSON, as strictly as [Decode].
func DecodePool(b []byte) (PoolTerms, error) {
	var t PoolTerms
	err := apm.Kinds[Rule]{}.Decode(b, &t)
	return t, err
}

func (t *PoolTerms) validate(c apm.Check) {
	if strings.TrimSpace(t.Name) == "" {
		c.In("name").Problemf("is empty")
	}
	if len(t.Funding) == 0 {
		c.In("funding").Problemf("needs a source of money")
	}
	for i, f := range t.Funding {
		at := c.In("funding").At(i)
		if f.Dollars.Valid == f.Rate.Valid || f.Rate.Valid != (f.Of != "") {
			at.Problemf("a source is either dollars, or a rate and what it is of")
		}
		at.In("dollars").NotNegative(f.Dollars.Decimal)
		at.In("rate").Fraction(f.Rate.Decimal)
	}
	if len(t.Stages) == 0 {
		c.In("stages").Problemf("needs a stage")
	}
	for i, s := range t.Stages {
		at := c.In("stages").At(i)
		if strings.TrimSpace(s.Name) == "" {
			at.In("name").Problemf("is empty")
		}
		if len(s.By) == 0 {
			at.In("by").Problemf("needs a weight: nothing says who gets the money")
		}
		for j, basis := range s.By {
			if basis == "" {
				at.In("by").At(j).Problemf("is empty")
			}
		}
		if len(s.Awards) == 0 && i < len(t.Stages)-1 {
			at.In("awards").Problemf("needs an award: a stage that pays everything leaves nothing to the next")
		}
		for j, a := range s.Awards {
			award := at.In("awards").At(j)
			if a.If != nil {
				a.If.validate(award.In("if"))
			} else if j < len(s.Awards)-1 {
				award.In("if").Problemf("only the last award is without a condition")
			}
			a.Rate.Validate(award.In("rate"))
		}
	}
	t.Mode.Validate(c.In("mode"))
}

// Distribution is who gets what of a pool.
type Distribution struct {
	Funded apm.Cents `json:"funded"`
	Paid   apm.Cents `json:"paid"`
	// Left is what nobody earned: Funded less Paid.
	Left   apm.Cents   `json:"left"`
	Shares []PoolShare `json:"shares"` // in order of the provider's name
	// Account is how it came about.
	Account apm.Account `json:"account"`
}

// PoolShare is one provider's part of a pool.
type PoolShare struct {
	Provider    string      `json:"provider"`
	Contributed apm.Cents   `json:"contributed"`
	Stages      []apm.Cents `json:"stages"` // earned in each stage
	Paid        apm.Cents   `json:"paid"`
}

// Distribute funds the pool and divides it among providers, given in any order. Cents
// left over by a division go to the largest remainders, and among equal ones to the
// provider whose name comes first. It fails with a [*apm.FactError] where a provider
// stands twice, a fact that decides is missing, a weight is negative, or nobody has a
// weight that could take the money.
func (p *Pool) Distribute(providers []Facts) (Distribution, error) {
	order := make([]int, len(providers))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(providers[a].Provider, providers[b].Provider) })
	r := division{terms: &p.terms, order: order, providers: make([]*Facts, len(order)), out: Distribution{Shares: make([]PoolShare, len(order))}}
	for i, row := range order {
		f := &providers[row]
		if err := f.checkEntrant(); err != nil {
			return Distribution{}, r.at(i, err)
		}
		if i > 0 && f.Provider == r.providers[i-1].Provider {
			return Distribution{}, r.at(i, &apm.FactError{Field: "provider", Reason: fmt.Sprintf("is that of providers[%d] again", order[i-1])})
		}
		r.providers[i] = f
		r.out.Shares[i] = PoolShare{Provider: f.Provider, Stages: make([]apm.Cents, len(p.terms.Stages))}
	}
	if err := r.fund(); err != nil {
		return Distribution{}, err
	}
	r.out.Left = r.out.Funded
	for i := range p.terms.Stages {
		if err := r.stage(i); err != nil {
			return Distribution{}, err
		}
	}
	for i := range r.out.Shares {
		s := &r.out.Shares[i]
		for _, c := range s.Stages {
			s.Paid += c // a part of what was funded, which is in range
		}
		r.out.Paid += s.Paid
	}
	r.out.Account.Title = p.terms.Name
	r.out.Account.Results = []apm.Figure{dollars("paid", r.out.Paid), dollars("left", r.out.Left)}
	return r.out, nil
}

// checkEntrant checks what a pool reads of a provider, whose cells it does not.
func (f *Facts) checkEntrant() error {
	other := *f
	other.Counts, other.PerMember = nil, nil
	if err := other.check(nil); err != nil {
		return err
	}
	for i := range f.Counts {
		if f.Counts[i].MemberMonths < 0 {
			return &apm.FactError{Field: fmt.Sprintf("counts[%d].memberMonths", i), Reason: "is negative"}
		}
	}
	return nil
}

func dollars(name string, c apm.Cents) apm.Figure {
	return apm.Figure{Name: name, Value: c.Decimal(), Unit: apm.Dollars}
}

// division is a distribution under way.
type division struct {
	terms     *PoolTerms
	order     []int // where a provider stands among those given
	providers []*Facts
	out       Distribution
}

// at puts the provider's place in front of the field of a fact.
func (r *division) at(i int, err error) error {
	if fact, ok := err.(*apm.FactError); ok {
		located := *fact
		located.Field = "providers[" + strconv.Itoa(r.order[i]) + "]." + fact.Field
		return &located
	}
	return err
}

func (r *division) fund() error {
	var total apm.CentsSum
	for n, source := range r.terms.Funding {
		path := "funding[" + strconv.Itoa(n) + "]"
		if source.Dollars.Valid {
			c, err := apm.RoundCents(source.Dollars.Decimal, r.terms.Mode)
			if err != nil {
				return apm.AtRule(path, err)
			}
			total.Add(c)
			r.out.Account.Facts = append(r.out.Account.Facts, dollars("put in by the payer", c))
			continue
		}
		var from apm.CentsSum
		for i, f := range r.providers {
			basis, err := f.Amount(source.Of)
			if err == nil && basis.IsNegative() {
				err = &apm.FactError{Field: source.Of.field(), Reason: "is negative, and the pool is funded from it"}
			}
			if err != nil {
				return apm.AtRule(path, r.at(i, err))
			}
			c, err := apm.RoundCents(basis.Mul(source.Rate.Decimal), r.terms.Mode)
			if err != nil {
				return apm.AtRule(path, err)
			}
			share := &r.out.Shares[i]
			if share.Contributed, err = share.Contributed.Add(c); err != nil {
				return apm.AtRule(path, err)
			}
			from.Add(c)
		}
		total.Merge(from)
		r.out.Account.Facts = append(r.out.Account.Facts,
			apm.Figure{Name: "part of " + string(source.Of), Value: source.Rate.Decimal, Unit: apm.Fraction},
			apm.Figure{Name: "put in from " + string(source.Of), Value: from.Decimal(), Unit: apm.Dollars})
	}
	var err error
	r.out.Funded, err = total.Cents()
	r.out.Account.Facts = append(r.out.Account.Facts, dollars("funded", r.out.Funded))
	return err
}

// stage divides what is left.
func (r *division) stage(n int) error {
	stage := &r.terms.Stages[n]
	path := "stages[" + strconv.Itoa(n) + "]"
	before := r.out.Left
	step := apm.Step{Path: path, Rule: "stage", Key: stage.Name, Before: before.Decimal(), After: before.Decimal(), Authority: r.terms.Authority}
	if before > 0 {
		weights, err := r.weights(stage, path)
		if err != nil {
			return err
		}
		shares, err := apm.Allocate(before, weights)
		if err != nil {
			return apm.AtRule(path, &apm.FactError{Field: strings.Join(names(stage.By), " x "), Reason: "is zero for every provider, so nothing says who gets the money"})
		}
		for i, share := range shares {
			branch := apm.Branch{Name: r.providers[i].Provider, Taken: true, Facts: []apm.Figure{
				{Name: "weight", Value: weights[i], Unit: apm.Number}, dollars("share", share),
			}}
			if share > 0 { // or else no performance matters, known or not
				rate, err := r.award(stage, i, path)
				if err != nil {
					return err
				}
				earned, err := apm.RoundCents(share.Decimal().Mul(rate), r.terms.Mode)
				if err != nil {
					return apm.AtRule(path, err)
				}
				r.out.Shares[i].Stages[n] = earned
				r.out.Left -= earned // not more than the share
				branch.Result = earned.Decimal()
				branch.Facts = append(branch.Facts, apm.Figure{Name: "earned", Value: rate, Unit: apm.Fraction})
			}
			step.Branches = append(step.Branches, branch)
		}
		step.After = r.out.Left.Decimal()
	}
	r.out.Account.Steps = append(r.out.Account.Steps, step)
	return nil
}

func names(by []Basis) []string {
	out := make([]string, len(by))
	for i, b := range by {
		out[i] = string(b)
	}
	return out
}

func (r *division) weights(stage *Stage, path string) ([]decimal.Decimal, error) {
	weights := make([]decimal.Decimal, len(r.providers))
	for i, f := range r.providers {
		weights[i] = one
		for _, by := range stage.By {
			w, err := r.out.Shares[i].Contributed.Decimal(), error(nil)
			if by != Contribution {
				w, err = f.Amount(by)
			}
			if err == nil && w.IsNegative() {
				err = &apm.FactError{Field: by.field(), Reason: "is negative, and a share of the pool is by it"}
			}
			if err != nil {
				return nil, apm.AtRule(path, r.at(i, err))
			}
			weights[i] = apm.Trim(weights[i].Mul(w))
		}
		if !apm.Plain(weights[i]) {
			return nil, apm.AtRule(path, r.at(i, &apm.FactError{Field: strings.Join(names(stage.By), " x "), Reason: "has more than 40 digits before the point or 200 behind it"}))
		}
	}
	return weights, nil
}

// award is the part of its share that a provider earns in a stage.
func (r *division) award(stage *Stage, i int, path string) (decimal.Decimal, error) {
	f := r.providers[i]
	for _, a := range stage.Awards {
		if a.If != nil {
			holds, err := a.If.Holds(f)
			if err != nil {
				return decimal.Decimal{}, apm.AtRule(path, r.at(i, err))
			}
			if !holds {
				continue
			}
		}
		rate, err := f.rate(a.Rate, a.Measure)
		if err == nil {
			return rate, nil
		}
		if q, ok := err.(*apm.QualityError); ok {
			err = &apm.FactError{Field: "quality." + q.Field, Reason: q.Reason, Missing: q.Missing}
		}
		return rate, apm.AtRule(path, r.at(i, err))
	}
	if len(stage.Awards) == 0 {
		return one, nil
	}
	return decimal.Decimal{}, nil
}

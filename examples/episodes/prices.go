package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/seed-6807d414/apm/examples/internal/claims"
	"github.com/shopspring/decimal"
)

// priceKey is what a target price is for; an empty cell is any, and so is an empty
// provider. A member, with the day of the trigger, is one episode.
type priceKey struct {
	category, cell, provider, member string
	from                             apm.Date
}

// price is dollars for an episode.
type price struct {
	target   decimal.Decimal
	regional decimal.NullDecimal // without the provider's own history
}

// prices is what a file says, and which prices of single episodes were found.
type prices struct {
	file   string
	prices map[priceKey]price
	found  map[priceKey]bool
}

func readPrices(name string) (prices, error) {
	p := prices{name, make(map[priceKey]price), make(map[priceKey]bool)}
	if name == "" {
		return p, nil
	}
	err := claims.ReadRows(name, strings.Fields("category target"), strings.Fields("cell provider member from regional"), func(r claims.Row) (bad *claims.RowError) {
		at := priceKey{category: r.Get("category"), cell: r.Get("cell"), provider: r.Get("provider"), member: r.Get("member")}
		if at.category == "" {
			return r.Fail("category", "is empty")
		}
		if at.from, bad = r.Date("from"); bad != nil {
			return bad
		}
		switch {
		case (at.member == "") != (at.from == 0):
			return r.Fail("from", "the price of an episode has a member and the first day of the trigger")
		case at.member != "" && at.cell+at.provider != "":
			return r.Fail("member", "the price of an episode has no cell and no provider")
		}
		if _, twice := p.prices[at]; twice {
			return r.Fail("category", "there is a price of the same already")
		}
		target, bad := number(r, "target", false)
		if bad != nil {
			return bad
		}
		if !target.Valid {
			return r.Fail("target", "is empty")
		}
		regional, bad := number(r, "regional", false)
		p.prices[at] = price{target.Decimal, regional}
		return bad
	})
	return p, err
}

// of is the price of an episode: its own, or that of its provider and cell, its provider,
// its cell, its category.
func (p *prices) of(c episode.Case, member string) (price, bool) {
	own := priceKey{category: c.Category, member: member, from: c.TriggerStart}
	for _, at := range []priceKey{own, {category: c.Category, cell: c.Cell, provider: c.Provider}, {category: c.Category, provider: c.Provider},
		{category: c.Category, cell: c.Cell}, {category: c.Category}} {
		if price, found := p.prices[at]; found {
			p.found[at] = true
			return price, true
		}
	}
	return price{}, false
}

// missing refuses episodes that a program holds against a price and that have none.
func (p *prices) missing(cases []episode.PreparedCase, of []episode.Case) error {
	n, first := 0, ""
	for i := range cases {
		if len(cases[i].Excluded) > 0 || cases[i].Target.Valid {
			continue
		}
		if n++; n == 1 {
			first = "category " + of[i].Category
			if of[i].Cell != "" {
				first += " and cell " + of[i].Cell
			}
		}
	}
	if n == 0 {
		return nil
	}
	return fmt.Errorf("-prices: %d of %d episodes have no target price, the first of %s", n, len(cases), first)
}

// aboutPrices says what of -prices nobody reads: all of it, or prices of single episodes and
// of providers. A price of a provider that is misspelt would else be that of the category.
func (j *job) aboutPrices() (notes []string) {
	p := &j.prices
	if p.file != "" && j.arrangement.Program().Benchmark.Thresholds != nil {
		return []string{"The program holds no episode against a price: nobody reads -prices."}
	}
	settled := make(map[string]bool)
	for i := range j.prepared.Cases {
		settled[j.prepared.Cases[i].Provider] = true
	}
	unused, without := int64(0), make(map[string]bool)
	for at := range p.prices {
		if at.member != "" && !p.found[at] {
			unused++
		}
		if at.provider != "" && !settled[at.provider] {
			without[at.provider] = true
		}
	}
	if unused > 0 {
		notes = append(notes, "-prices has prices of single episodes that there are not: "+j.count(unused)+".")
	}
	if len(without) > 0 {
		notes = append(notes, "-prices has prices of providers without episodes here: "+first(slices.Sorted(maps.Keys(without)))+".")
	}
	return notes
}

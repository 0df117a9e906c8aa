package main

import (
	"bytes"
	_ "embed"
	"html/template"
	"image/color"
	"io"
	"strconv"

	"github.com/seed-6807d414/apm/examples/internal/command"
	"github.com/seed-6807d414/apm/examples/internal/whole"
	"github.com/seed-6807d414/apm/lan"
	"github.com/shopspring/decimal"
)

//go:embed page.html
var pageText string

// page is what the page shows.
type page struct {
	Title, Notes, Summary string
	Payoffs               []template.HTML
	Scopes                []pageScope
	Measures              template.HTML
	Qualities             []pageAccount
	Proposals             []pageProposal
	Categories            template.HTML
}

type pageScope struct {
	Name       string
	Waterfalls []template.HTML
}

type pageAccount struct{ Name, Account string }

type pageProposal struct {
	Number         int
	Name, Category string
	Because        string
	Rows           []pageRow
	Accounts       []pageAccount
}

// pageRow is a settlement statement: what claims paid, what was paid ahead, what the final
// run pays or takes back, and all of it.
type pageRow struct{ Organisation, Spent, Ahead, Change, Final string }

// writePage writes one page that needs no network and no script.
func (m *model) writePage(file string, read ...string) error {
	content, err := m.page()
	if err != nil {
		return err
	}
	parsed, err := template.New("page").Parse(pageText)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := parsed.Execute(&b, content); err != nil {
		return err
	}
	if err := whole.Write(file, func(w io.Writer) error { _, err := w.Write(b.Bytes()); return err }, read...); err != nil {
		return command.OutputError{Err: err}
	}
	return nil
}

func (m *model) page() (*page, error) {
	var notes, summary bytes.Buffer
	m.notes(&notes)
	if err := m.print(&summary); err != nil {
		return nil, err
	}
	p := &page{Title: m.terms.Name, Notes: notes.String(), Summary: summary.String()}
	for i, a := range m.proposals {
		chart, err := m.payoff(i, a)
		if err != nil {
			return nil, err
		}
		p.Payoffs = append(p.Payoffs, chart)
		p.Proposals = append(p.Proposals, m.pageProposal(i))
	}
	for i := range m.study.scopes {
		in := &m.study.scopes[i]
		of := pageScope{Name: in.Name}
		for _, o := range m.organisations {
			t, err := m.target(in, o)
			if err != nil {
				continue // the summary says why
			}
			chart, err := waterfall(o, &t)
			if err != nil {
				return nil, err
			}
			of.Waterfalls = append(of.Waterfalls, chart)
		}
		p.Scopes = append(p.Scopes, of)
	}
	for _, o := range m.organisations {
		p.Qualities = append(p.Qualities, pageAccount{o.name, o.outcome.String()})
	}
	var err error
	if p.Measures, err = m.measuresChart(); err != nil {
		return nil, err
	}
	bars, err := m.categoryBars()
	if err != nil {
		return nil, err
	}
	p.Categories, err = categoriesChart(bars)
	return p, err
}

func (m *model) pageProposal(i int) pageProposal {
	p := pageProposal{Number: i + 1, Name: m.terms.Proposals[i].Name}
	p.Category, p.Because = m.category(i)
	for _, o := range m.organisations {
		r := &o.results[i]
		if r.failed != nil {
			p.Rows = append(p.Rows, pageRow{Organisation: o.name, Final: unsettled})
			continue
		}
		final := r.spent.Add(r.booked[1].Total.Decimal())
		p.Rows = append(p.Rows, pageRow{o.name, dollars(r.spent), dollars(r.advance.Decimal()), dollars(r.booked[1].Change.Decimal()), dollars(final)})
		p.Accounts = append(p.Accounts, pageAccount{o.name, r.account.String()})
	}
	return p
}

// classify gives a proposal its HCP-LAN category.
func (m *model) classify(i int) (lan.Classification, error) {
	stream, err := m.proposals[i].stream(m)
	if err != nil {
		return lan.Classification{}, err
	}
	return lan.Classify(stream, lan.Edition2017)
}

// categoryBars puts, for each proposal, what the attributed people cost within its scope
// and what it pays into its category, and all other dollars into category 1. Of money that
// is added to fee for service only what is added moves.
func (m *model) categoryBars() ([]categoryBar, error) {
	all := decimal.Decimal{}
	for _, one := range m.study.scopes[0].years[1].people {
		all = all.Add(one.before)
	}
	var bars []categoryBar
	for i, a := range m.proposals {
		stream, err := a.stream(m)
		if err != nil {
			continue // without a category there are no dollars in one
		}
		class, err := lan.Classify(stream, lan.Edition2017)
		if err != nil {
			return nil, err
		}
		under, rest := decimal.Decimal{}, all
		for _, o := range m.organisations {
			under = under.Add(o.results[i].paid)
			if stream.Role != lan.Added {
				under, rest = under.Add(o.results[i].spent), rest.Sub(o.results[i].spent)
			}
		}
		bars = append(bars, categoryBar{name: strconv.Itoa(i + 1), parts: []categoryPart{
			{lan.Category1.String(), decimal.Max(rest, decimal.Decimal{}), color.Color(grey)},
			{class.Category.String(), decimal.Max(under, decimal.Decimal{}), colour(i)},
		}})
	}
	return bars, nil
}

package main

import (
	"errors"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/examples/internal/columns"
	"github.com/seed-6807d414/apm/spend"
)

type claimRow struct {
	member string
	spend.Line
}

type spanRow struct {
	member   string
	from, to apm.Date
	spend.Span
}

var claimColumns = []columns.Column[claimRow]{
	columns.Text("member", func(r *claimRow) *string { return &r.member }).Needed(),
	columns.Text("claim", func(r *claimRow) *string { return &r.Claim }),
	columns.Whole("line", func(r *claimRow) *int32 { return &r.Number }),
	columns.Whole("version", func(r *claimRow) *int32 { return &r.Version }),
	{Name: "action", Read: func(r *claimRow, s string) error { return r.Action.UnmarshalText([]byte(s)) }},
	columns.Date("from", func(r *claimRow) *apm.Date { return &r.From }),
	columns.Date("through", func(r *claimRow) *apm.Date { return &r.Through }).Needed(),
	columns.Date("admission", func(r *claimRow) *apm.Date { return &r.Admission }),
	columns.Date("discharge", func(r *claimRow) *apm.Date { return &r.Discharge }),
	columns.Date("paid_date", func(r *claimRow) *apm.Date { return &r.Paid }),
	columns.Cents("paid", func(r *claimRow) *apm.Cents { return &r.PaidAmount }).Needed(),
	{Name: "allowed", Read: func(r *claimRow, s string) error {
		r.Given |= spend.GivesAllowed
		return r.Allowed.UnmarshalText([]byte(s))
	}},
	{Name: "repriced", Read: func(r *claimRow, s string) error {
		r.Given |= spend.GivesRepriced
		return r.Repriced.UnmarshalText([]byte(s))
	}},
	columns.Cents("per_diem", func(r *claimRow) *apm.Cents { return &r.PerDiem }),
	columns.Whole("days", func(r *claimRow) *int32 { return &r.Days }),
	{Name: "parts", Read: readParts},
	columns.Text("setting", func(r *claimRow) *string { return &r.Setting }),
	columns.Text("code", func(r *claimRow) *string { return &r.Code }),
	columns.Text("diagnosis", func(r *claimRow) *string { return &r.Diagnosis }),
	columns.Text("group", func(r *claimRow) *string { return &r.Group }),
	columns.Text("place", func(r *claimRow) *string { return &r.Place }),
	columns.Text("specialty", func(r *claimRow) *string { return &r.Specialty }),
	columns.Text("practitioner", func(r *claimRow) *string { return &r.Practitioner }),
	columns.Text("organisation", func(r *claimRow) *string { return &r.Organisation }),
	columns.Text("denial", func(r *claimRow) *string { return &r.Denial }),
	columns.Text("indicator", func(r *claimRow) *string { return &r.Indicator }),
}

var enrollmentColumns = []columns.Column[spanRow]{
	columns.Text("member", func(r *spanRow) *string { return &r.member }).Needed(),
	columns.Date("from", func(r *spanRow) *apm.Date { return &r.from }).Needed(),
	columns.Date("to", func(r *spanRow) *apm.Date { return &r.to }),
	columns.Text("cell", func(r *spanRow) *string { return &r.Cell }),
	{Name: "flags", Read: func(r *spanRow, s string) error { r.Flags = strings.Fields(s); return nil }},
}

// readParts reads "sequestration=12.50; indirect medical education=800".
func readParts(r *claimRow, s string) error {
	for pair := range strings.SplitSeq(s, ";") {
		name, amount, ok := strings.Cut(pair, "=")
		if !ok {
			return errors.New("want name=amount pairs with semicolons between them")
		}
		cents, err := apm.ParseCents(strings.TrimSpace(amount))
		if err != nil {
			return err
		}
		r.Parts = append(r.Parts, spend.Part{Name: strings.TrimSpace(name), Amount: cents})
	}
	return nil
}

// readFiles reads claims and enrollment of any order into memory, about half a
// kilobyte a row, and groups them by member.
func readFiles(claimsFile, enrollmentFile string) ([]spend.Member, error) {
	byID := make(map[string]*spend.Member)
	member := func(id string) *spend.Member {
		if byID[id] == nil {
			byID[id] = &spend.Member{ID: id}
		}
		return byID[id]
	}
	err := columns.Read(claimsFile, claimColumns, func(r claimRow, _ int) {
		m := member(r.member)
		m.Lines = append(m.Lines, r.Line)
	})
	if err != nil {
		return nil, err
	}
	err = columns.Read(enrollmentFile, enrollmentColumns, func(r spanRow, _ int) {
		m := member(r.member)
		r.Period = apm.Period{From: r.from, To: r.to}
		m.Spans = append(m.Spans, r.Span)
	})
	if err != nil {
		return nil, err
	}
	members := make([]spend.Member, 0, len(byID))
	for _, m := range byID {
		members = append(members, *m)
	}
	sortMembers(members)
	return members, nil
}

func sortMembers(members []spend.Member) {
	slices.SortFunc(members, func(a, b spend.Member) int { return strings.Compare(a.ID, b.ID) })
}

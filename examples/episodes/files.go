package main

import (
	"errors"
	"strconv"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/seed-6807d414/apm/examples/internal/claims"
	"github.com/shopspring/decimal"
)

var (
	claimRequired  = strings.Fields("member setting from amount")
	claimOptional  = strings.Fields("claim through drg diagnoses procedures icd status facility group npi surgeon gmlos marks line_from line_through code revenue ndc place line_diagnosis line_npi visits outlier")
	memberRequired = strings.Fields("member")
	memberOptional = strings.Fields("birth death span from to")
)

// readMembers reads claims and, where there is a file, what is known of the members,
// into memory: about a kilobyte a row.
func readMembers(claimFile, memberFile string) ([]episode.Member, error) {
	byID := make(map[string]*episode.Member)
	type key struct{ member, claim string }
	versions := make(map[key][]int) // where the claims of an identifier stand
	member := func(r claims.Row) (*episode.Member, *claims.RowError) {
		id := r.Get("member")
		if id == "" {
			return nil, r.Fail("member", "is empty")
		}
		if byID[id] == nil {
			byID[id] = &episode.Member{Person: episode.Person{ID: id}}
		}
		return byID[id], nil
	}
	err := claims.ReadRows(claimFile, claimRequired, claimOptional, func(r claims.Row) *claims.RowError {
		m, bad := member(r)
		if bad != nil {
			return bad
		}
		c, bad := claimRow(r)
		if bad != nil {
			return bad
		}
		l, bad := lineRow(r)
		if bad != nil {
			return bad
		}
		if c.ID != "" {
			at := key{m.ID, c.ID}
			for _, k := range versions[at] {
				if sameClaim(&m.Claims[k], &c) {
					m.Claims[k].Lines = append(m.Claims[k].Lines, l)
					return nil
				}
			}
			versions[at] = append(versions[at], len(m.Claims))
		}
		c.Lines = []episode.Line{l}
		m.Claims = append(m.Claims, c)
		return nil
	})
	if err != nil || memberFile == "" {
		return sorted(byID), err
	}
	err = claims.ReadRows(memberFile, memberRequired, memberOptional, func(r claims.Row) *claims.RowError {
		m, bad := member(r)
		if bad != nil {
			return bad
		}
		return personRow(r, &m.Person)
	})
	return sorted(byID), err
}

// sameClaim says whether two records of a claim have the same values.
func sameClaim(a, b *episode.Claim) bool {
	return a.Setting == b.Setting && a.From == b.From && a.Through == b.Through && a.DRG == b.DRG && a.ICD9 == b.ICD9 &&
		a.Status == b.Status && a.Facility == b.Facility && a.Group == b.Group && a.Practitioner == b.Practitioner && a.Surgeon == b.Surgeon &&
		a.GMLOS.Valid == b.GMLOS.Valid && a.GMLOS.Decimal.Equal(b.GMLOS.Decimal) && strings.Join(a.Diagnoses, " ") == strings.Join(b.Diagnoses, " ") &&
		strings.Join(a.Procedures, " ") == strings.Join(b.Procedures, " ") && strings.Join(a.Marks, " ") == strings.Join(b.Marks, " ")
}

// claimRow reads what a row says of its claim.
func claimRow(r claims.Row) (c episode.Claim, bad *claims.RowError) {
	c = episode.Claim{ID: r.Get("claim"), DRG: r.Get("drg"), Diagnoses: strings.Fields(r.Get("diagnoses")), Procedures: strings.Fields(r.Get("procedures")),
		Status: r.Get("status"), Facility: r.Get("facility"), Group: r.Get("group"), Practitioner: r.Get("npi"), Surgeon: r.Get("surgeon"),
		Marks: strings.Fields(r.Get("marks"))}
	if err := c.Setting.UnmarshalText([]byte(r.Get("setting"))); err != nil {
		return c, r.Fail("setting", reason(err))
	}
	if c.From, bad = r.Date("from"); bad != nil {
		return c, bad
	}
	if c.From == 0 {
		return c, r.Fail("from", "is empty")
	}
	if c.Through, bad = r.Date("through"); bad != nil {
		return c, bad
	}
	if c.Through != 0 && c.Through < c.From {
		return c, r.Fail("through", "the claim ends before it starts")
	}
	switch r.Get("icd") {
	case "9":
		c.ICD9 = true
	case "", "10":
	default:
		return c, r.Fail("icd", "want 9 or 10")
	}
	if text := r.Get("gmlos"); text != "" {
		d, err := decimal.NewFromString(text)
		if err != nil || len(text) > 12 || !d.IsPositive() {
			return c, r.Fail("gmlos", "want a number of days above zero")
		}
		c.GMLOS = decimal.NewNullDecimal(d)
	}
	return c, nil
}

// lineRow reads what a row says of its line.
func lineRow(r claims.Row) (l episode.Line, bad *claims.RowError) {
	l = episode.Line{Code: r.Get("code"), Revenue: r.Get("revenue"), NDC: r.Get("ndc"), Place: r.Get("place"),
		Diagnosis: r.Get("line_diagnosis"), Practitioner: r.Get("line_npi")}
	if l.Amount, bad = r.Cents("amount"); bad != nil {
		return l, bad
	}
	if r.Get("outlier") != "" {
		if l.Outlier, bad = r.Cents("outlier"); bad != nil {
			return l, bad
		}
	}
	if l.From, bad = r.Date("line_from"); bad != nil {
		return l, bad
	}
	if l.Through, bad = r.Date("line_through"); bad != nil {
		return l, bad
	}
	if text := r.Get("visits"); text != "" {
		n, err := strconv.ParseUint(text, 10, 16)
		if err != nil {
			return l, r.Fail("visits", "want a whole number")
		}
		l.Visits = int(n)
	}
	return l, nil
}

// personRow reads a span of a member, and the dates that each of his rows may give.
func personRow(r claims.Row, p *episode.Person) *claims.RowError {
	for _, x := range []struct {
		column string
		to     *apm.Date
	}{{"birth", &p.Birth}, {"death", &p.Death}} {
		d, bad := r.Date(x.column)
		if bad != nil {
			return bad
		}
		if d != 0 && *x.to != 0 && d != *x.to {
			return r.Fail(x.column, "another row of the member has another date")
		}
		if d != 0 {
			*x.to = d
		}
	}
	s := episode.Span{Name: r.Get("span")}
	var bad *claims.RowError
	if s.Period.From, bad = r.Date("from"); bad != nil {
		return bad
	}
	if s.Period.To, bad = r.Date("to"); bad != nil {
		return bad
	}
	switch {
	case s.Name == "" && s.Period != (apm.Period{}):
		return r.Fail("span", "is empty, and the row has dates")
	case !s.Period.Valid():
		return r.Fail("to", "it ends before it starts")
	case s.Name != "":
		p.Spans = append(p.Spans, s)
	}
	return nil
}

// reason is what is wrong with a value, without the value.
func reason(err error) string {
	var parse *apm.ParseError
	if errors.As(err, &parse) {
		return parse.Reason
	}
	return err.Error()
}

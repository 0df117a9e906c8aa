package reconcile

import (
	"fmt"
	"io"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// PayerSettlement is what one payer, or one plan, settled with an organisation.
type PayerSettlement struct {
	Payer string `json:"payer"`
	Run   Run    `json:"run"`
	// Members are those that the settlement covers, known to all payers by the same name;
	// an empty list when there are none.
	Members []string `json:"members"`
	// Settlement is paid to the organisation, or owed by it when it is negative.
	Settlement apm.Cents `json:"settlement"`
}

// Across is one organisation's settlements with several payers or plans, side by side
// and in sum.
type Across struct {
	Organisation string       `json:"organisation"`
	Payers       []PayerShare `json:"payers"` // in the order given
	// Settlement is the sum of the settlements.
	Settlement apm.Cents `json:"settlement"`
	// Members counts everybody once, and Shared those whom more than one payer covers.
	Members int `json:"members"`
	Shared  int `json:"shared"`
	// Status is provisional as long as one settlement is, and reopened when none is but
	// one was; PaidThrough is the earliest date.
	Status      Status      `json:"status"`
	PaidThrough apm.Date    `json:"paidThrough"`
	Account     apm.Account `json:"account"`
}

// PayerShare is one of the settlements.
type PayerShare struct {
	Payer string `json:"payer"`
	Run   Run    `json:"run"`
	// Members of this payer, and of them those that another payer covers too.
	Members    int       `json:"members"`
	Shared     int       `json:"shared"`
	Settlement apm.Cents `json:"settlement"`
}

// SideBySide puts the settlements of one organisation next to each other. It nets
// nothing: savings on shared members that payers must not pay twice are netted before,
// by an [Overlap]. It fails with a [*apm.FactError] on a payer or a member that stands
// twice, and with [apm.ErrOverflow] beyond the range of cents.
func SideBySide(organisation string, settlements []PayerSettlement) (Across, error) {
	a := Across{Organisation: organisation, Status: Final}
	if strings.TrimSpace(organisation) == "" {
		return Across{}, apm.Missing("organisation")
	}
	if len(settlements) == 0 {
		return Across{}, apm.Missing("settlements")
	}
	covered, payers := make(map[string]int), make(map[string]bool)
	var total apm.CentsSum
	for i := range settlements {
		s, at := &settlements[i], fmt.Sprintf("settlements[%d].", i)
		if strings.TrimSpace(s.Payer) == "" {
			return Across{}, apm.Missing(at + "payer")
		}
		if payers[s.Payer] {
			return Across{}, &apm.FactError{Field: at + "payer", Reason: "stands twice"}
		}
		payers[s.Payer] = true
		if s.Members == nil {
			return Across{}, apm.Missing(at + "members")
		}
		if err := s.Run.check(); err != nil {
			return Across{}, fmt.Errorf("settlements[%d]: %w", i, err)
		}
		own := make(map[string]bool, len(s.Members))
		for j, m := range s.Members {
			field := fmt.Sprintf("%smembers[%d]", at, j)
			if m == "" {
				return Across{}, apm.Missing(field)
			}
			if own[m] {
				return Across{}, &apm.FactError{Field: field, Reason: "stands twice"}
			}
			own[m] = true
			covered[m]++
		}
		if s.Run.Status == Provisional || s.Run.Status == Reopened && a.Status == Final {
			a.Status = s.Run.Status
		}
		if a.PaidThrough == 0 || s.Run.PaidThrough < a.PaidThrough {
			a.PaidThrough = s.Run.PaidThrough
		}
		total.Add(s.Settlement)
	}
	for _, n := range covered {
		if n > 1 {
			a.Shared++
		}
	}
	a.Members = len(covered)
	var err error
	if a.Settlement, err = total.Cents(); err != nil {
		return Across{}, err
	}
	sum := decimal.Decimal{}
	a.Account = apm.Account{Title: organisation + "; " + Run{Status: a.Status, PaidThrough: a.PaidThrough}.String()}
	for i := range settlements {
		s := &settlements[i]
		share := PayerShare{Payer: s.Payer, Run: s.Run, Members: len(s.Members), Settlement: s.Settlement}
		for _, m := range s.Members {
			if covered[m] > 1 {
				share.Shared++
			}
		}
		a.Payers = append(a.Payers, share)
		after := sum.Add(s.Settlement.Decimal())
		a.Account.Steps = append(a.Account.Steps, apm.Step{
			Path: fmt.Sprintf("settlements[%d]", i), Rule: "add", Key: s.Payer, Before: sum, After: after,
			Figures: []apm.Figure{dollars("settlement", s.Settlement.Decimal()), number("members", int64(share.Members)), number("of which shared", int64(share.Shared))},
		})
		sum = after
	}
	a.Account.Results = []apm.Figure{
		dollars("settlement", a.Settlement.Decimal()), number("members, each once", int64(a.Members)), number("of which shared", int64(a.Shared)),
	}
	return a, nil
}

// String is the table that [Across.WriteTo] writes.
func (a Across) String() string {
	var b strings.Builder
	b.WriteString(a.Organisation + "; " + Run{Status: a.Status, PaidThrough: a.PaidThrough}.String() + "\n")
	t := table{indent: 2}
	count := func(n int) string { return number("", int64(n)).Text() }
	money := func(c apm.Cents) string { return dollars("", c.Decimal()).Text() }
	t.row("payer", "status", "paid through", "members", "of which shared", "settlement")
	for _, p := range a.Payers {
		t.row(p.Payer, string(p.Run.Status), p.Run.PaidThrough.String(), count(p.Members), count(p.Shared), money(p.Settlement))
	}
	t.row("in sum, each member once", string(a.Status), a.PaidThrough.String(), count(a.Members), count(a.Shared), money(a.Settlement))
	t.write(&b, 2)
	return b.String()
}

// WriteTo writes the settlements as a table, a line for each payer and one for the sum.
func (a Across) WriteTo(w io.Writer) (int64, error) {
	n, err := io.WriteString(w, a.String())
	return int64(n), err
}

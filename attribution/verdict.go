package attribution

import "github.com/seed-6807d414/apm"

// Verdict is the result of a packed member: the evidence of [Result] in numbers,
// which [Directory.Result] turns into names.
type Verdict struct {
	Organization  uint32 // number of the organisation; 0 when unassigned
	Winner        uint32 // number of who won the step: an organisation or an identifier
	ID            uint32 // number of the winner's leading identifier
	Practitioner  uint32 // number of the leading practitioner of that identifier
	RunnerUp      uint32 // number of who came second
	Step          int    // 1 for the first step of the method, -1 for its first election rule; 0 for none
	Election      int    // one more than the index of the election that decided
	Total         int64  // as in [Result]
	RunnerUpTotal int64
	Reason        Reason
	Period        apm.Period
	Months        int
	Lines         Tally
}

// Name is the identifier with a number of the directory. An organisation has no
// kind, and 0 and unknown numbers have neither.
func (d *Directory) Name(number uint32) ID { return d.name(number) }

// entity is an entity with its leading identifier.
func (d *Directory) entity(number, id uint32) Entity {
	if number >= d.a.organized {
		return Entity{ID: d.name(number)}
	}
	return Entity{Organization: d.name(number).Value, ID: d.name(id)}
}

// Result puts names to the verdict on a person.
func (d *Directory) Result(p *Person, v *Verdict) Result {
	r := Result{
		Member: p.ID, Organization: d.name(v.Organization).Value, Total: v.Total, RunnerUpTotal: v.RunnerUpTotal,
		Reason: v.Reason, Period: v.Period, Months: v.Months, Lines: v.Lines,
	}
	switch n := len(d.a.steps); {
	case v.Step > 0 && v.Step <= n:
		s := &d.a.steps[v.Step-1]
		r.Step, r.Measure = s.Name, s.measure()
		r.Winner, r.RunnerUp = d.entity(v.Winner, v.ID), d.entity(v.RunnerUp, 0)
		r.Practitioner = d.name(v.Practitioner).Value
	case v.Step < 0 && -v.Step <= len(d.a.elections):
		r.Step = d.a.elections[-v.Step-1].Name
		r.Winner.Organization = r.Organization
		if v.Election > 0 && v.Election <= len(p.Elections) {
			e := &p.Elections[v.Election-1]
			r.Practitioner = e.Clinician
			if !r.Assigned() {
				r.Winner.Organization = e.Organization
			}
		}
	}
	return r
}

// measure is the measure of the step, the default in words.
func (s *compiledStep) measure() Measure {
	if s.Measure == "" {
		return Allowed
	}
	return s.Measure
}

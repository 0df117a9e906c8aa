package lan

import "slices"

// Coding is a code of a terminology, as a FHIR Coding carries it.
type Coding struct {
	System  string `json:"system"`
	Version string `json:"version,omitzero"`
	Code    string `json:"code"`
	Display string `json:"display,omitzero"`
}

// The code systems of HL7.
const (
	HL7Framework     = "http://terminology.hl7.org/CodeSystem/hcp-lan-apm-framework"
	VBPRPaymentCodes = "http://hl7.org/fhir/us/davinci-vbpr/CodeSystem/payment-stream"
)

// Coding is the category's code in HL7's hcp-lan-apm-framework, version 1.1.0, which
// has ten: 2A to 4N. For category 1 it has none, nor for 2D and for what is
// undetermined: then ok is false, and an export leaves the coding out or uses a code
// system of its own; it must not borrow a code that means something else.
func (c Category) Coding() (coding Coding, ok bool) {
	switch c {
	case Undetermined, Category1, Category2D:
		return Coding{}, false
	}
	return Coding{System: HL7Framework, Version: "1.1.0", Code: string(c), Display: "Category " + string(c)}, true
}

// PaymentStream is a payment-stream code of HL7's Da Vinci Value-Based Performance
// Reporting guide, with what its definition says of a stream.
type PaymentStream struct {
	Coding Coding `json:"coding"`
	// Stream holds the fields that the definition fixes. It is where an import starts;
	// what the definition leaves open is empty, and decides nothing until the contract
	// fills it.
	Stream Stream `json:"stream"`
}

// PaymentStreams lists the payment-stream codes of the Da Vinci VBPR guide. Each call
// gives a list of its own.
func PaymentStreams() []PaymentStream {
	fee := Stream{Role: Added, Basis: PerPerson, Purpose: Infrastructure}
	incentive := Stream{Role: Added}
	performance := Stream{Role: Added, Quality: Performance, Incentive: Reward}
	var none Exposure
	none.Share.Valid = true // a share of zero
	list := []struct {
		code, display string
		stream        Stream
	}{
		{"ccf", "Care coordination fee", fee},
		{"ccf-with-risk", "Care coordination fee with risk adjustment", fee},
		{"eoc", "Episode of care", Stream{Basis: Episode}},
		{"pcpcp", "Primary Care Physician (PCP) capitation payment", Stream{Role: Replaces, Basis: PerPerson, Scope: ServiceLine}},
		{"ssq", "Shared savings gated on quality", Stream{Basis: Target, Quality: Performance}},
		{"ssl", "Shared savings loss percent", Stream{Basis: Target, Quality: Performance}},
		{"ssp", "Shared savings percent", Stream{Basis: Target, Quality: Performance, Downside: none}},
		{"tcoc", "Total cost of care", Stream{Basis: Target, Scope: Comprehensive, Quality: Performance}},
		{"qip", "Quality incentive payment", incentive},
		{"aha", "Annual health assessment", incentive},
		{"cdm", "Chronic Disease Management", incentive},
		{"p4r", "Pay for reporting", Stream{Role: Added, Quality: Reporting}},
		{"p4p", "Pay for performance", performance},
		{"sip", "Stars incentive payment", performance},
		{"sst", "Star score threshold", performance},
		{"ubip", "Utilization incentive payment", Stream{Role: Added, Basis: PerPerson, Quality: Utilization}},
	}
	out := make([]PaymentStream, len(list))
	for i, l := range list {
		out[i] = PaymentStream{Coding: Coding{System: VBPRPaymentCodes, Code: l.code, Display: l.display}, Stream: l.stream}
	}
	return out
}

// PaymentStreamCodes lists the payment-stream codes that fit the stream: those whose
// definition agrees with every field that it fixes. A stream may fit several, and a
// fee schedule fits none. Which of them a report names is for the contract to say.
func (s Stream) PaymentStreamCodes() []Coding {
	var out []Coding
	down, downKnown, _ := s.Downside.bears()
	up, _, _ := s.Upside.bears()
	for _, p := range PaymentStreams() {
		d := p.Stream
		if !agrees(d.Role, s.Role) || !agrees(d.Basis, s.Basis) || !agrees(d.Scope, s.Scope) || !agrees(d.Quality, s.Quality) ||
			!agrees(d.Incentive, s.Incentive) || !agrees(d.Purpose, s.Purpose) {
			continue
		}
		code := p.Coding.Code
		if slices.Contains([]string{"ssq", "ssp", "tcoc"}, code) && !up || code == "ssl" && !(up && down) ||
			code == "ssp" && (down || !downKnown) {
			continue
		}
		out = append(out, p.Coding)
	}
	return out
}

// agrees says whether a stream has what a definition fixes.
func agrees[W ~string](defined, has W) bool { return defined == "" || defined == has }

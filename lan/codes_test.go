package lan_test

import (
	"strings"
	"testing"

	"github.com/seed-6807d414/apm/lan"
)

// HL7's code system has ten codes, and none for category 1.
func TestCodings(t *testing.T) {
	var codes []string
	for _, c := range append(lan.Categories(), lan.Undetermined) {
		coding, ok := c.Coding()
		if !ok {
			if coding != (lan.Coding{}) {
				t.Errorf("%s: %+v", c, coding)
			}
			continue
		}
		if coding.System != "http://terminology.hl7.org/CodeSystem/hcp-lan-apm-framework" || coding.Version != "1.1.0" {
			t.Errorf("%+v", coding)
		}
		codes = append(codes, coding.Code)
	}
	if got := strings.Join(codes, " "); got != "2A 2B 2C 3N 3A 3B 4N 4A 4B 4C" {
		t.Errorf("%s", got)
	}
}

// Each payment-stream code, with what its definition alone decides of the category and
// what is then missing.
func TestPaymentStreams(t *testing.T) {
	want := map[string]string{
		"ccf": " quality", "ccf-with-risk": " quality", "eoc": " role", "pcpcp": " timing", "ssq": " role", "ssl": " role", "ssp": " role",
		"tcoc": " role", "qip": " basis", "aha": " basis", "cdm": " basis", "p4r": " basis", "p4p": " basis", "sip": " basis", "sst": " basis", "ubip": " purpose",
	}
	for _, p := range lan.PaymentStreams() {
		c := classify(t, p.Stream, lan.Edition2017)
		if got := string(c.Category) + " " + c.Missing; got != want[p.Coding.Code] || p.Coding.System != lan.VBPRPaymentCodes || p.Coding.Display == "" {
			t.Errorf("%s: %q, want %q", p.Coding.Code, got, want[p.Coding.Code])
		}
		delete(want, p.Coding.Code)
	}
	if len(want) > 0 {
		t.Errorf("without %v", want)
	}
}

func TestPaymentStreamCodes(t *testing.T) {
	for _, c := range []struct {
		name   string
		stream lan.Stream
		want   string
	}{
		{"a fee schedule", fees(lan.NoQuality), ""},
		{"a care fee", added(lan.NoQuality), "ccf ccf-with-risk qip aha cdm"},
		{"an added bonus", with(added(lan.Performance), func(s *lan.Stream) { s.Basis, s.Purpose = lan.PerService, lan.Care }), "qip aha cdm p4p sip sst"},
		{"shared savings", of(lan.Category3A), "ssq ssp tcoc"},
		{"shared losses", of(lan.Category3B), "ssq ssl tcoc"},
		{"shared savings, downside unknown", with(of(lan.Category3A), func(s *lan.Stream) { s.Downside = lan.Exposure{} }), "ssq tcoc"},
		{"a primary care capitation", prepaid(lan.ServiceLine, lan.Performance), "pcpcp"},
		{"an episode", against(lan.Episode, lan.Performance, "1", "1"), "eoc"},
		{"on use of services", added(lan.Utilization), "ccf ccf-with-risk qip aha cdm ubip"},
		{"for reporting", added(lan.Reporting), "ccf ccf-with-risk qip aha cdm p4r"},
	} {
		var codes []string
		for _, coding := range c.stream.PaymentStreamCodes() {
			codes = append(codes, coding.Code)
		}
		if got := strings.Join(codes, " "); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

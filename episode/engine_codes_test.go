package episode_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm/episode"
)

// Which codes of a claim a test finds, by system: in other spellings, by prefix and by
// range.
func TestCodes(t *testing.T) {
	claim := stay("1", "2023-03-01", "2023-03-05", "65", "10")
	claim.Diagnoses, claim.Procedures = []string{"j45.901", "E11.9"}, []string{"02RF37Z"}
	claim.Facility, claim.Practitioner, claim.Surgeon, claim.Status, claim.Marks = "210001", "1234567893", "1999999984", "3", []string{"epsdt", "ABCzzzzzzzz"}
	claim.Lines = []episode.Line{{Amount: 1000, Code: "g0438", Revenue: "450", NDC: "49288010404", Place: "2", Diagnosis: "C50.1", Practitioner: "1888888888"}}
	old := claim
	old.ICD9, old.Diagnoses, old.Procedures, old.Lines = true, []string{"493.92"}, []string{"81.54"}, []episode.Line{{Diagnosis: "V45"}}
	test := func(system episode.System, position episode.Position, codes ...string) episode.Test {
		return episode.Test{System: system, Position: position, Codes: codes}
	}
	for _, x := range []struct {
		test     episode.Test
		new, old bool
	}{
		{test(episode.ICD10CM, "", "J45901"), true, false},
		{test(episode.ICD10CM, "", "J45.901"), true, false},
		{test(episode.ICD10CM, "", "J45.90"), false, false},
		{test(episode.ICD10CM, "", "J45*"), true, false},
		{test(episode.ICD10CM, "", "j45.9*"), true, false},
		{test(episode.ICD10CM, "", "J44-J46*"), true, false},
		{test(episode.ICD10CM, "", "J46-J47*"), false, false},
		{test(episode.ICD10CM, "", "J45*", "J45901*", "A*"), true, false},
		{test(episode.ICD10CM, "", "493.92"), false, false},
		{test(episode.ICD10CM, episode.Principal, "J45*"), true, false},
		{test(episode.ICD10CM, episode.Principal, "E11*"), false, false},
		{test(episode.ICD10CM, episode.Secondary, "E11*"), true, false},
		{test(episode.ICD10CM, episode.Secondary, "J45*"), false, false},
		{test(episode.ICD10CM, episode.OnLine, "C50*"), true, false},
		{test(episode.ICD10CM, episode.OnLine, "J45*"), false, false},
		{test(episode.ICD10CM, "", "C501"), true, false},
		{test(episode.ICD9CM, "", "493*"), false, true},
		{test(episode.ICD9CM, episode.OnLine, "V45"), false, true},
		{test(episode.ICD10PCS, episode.Principal, "02RF37Z"), true, false},
		{test(episode.ICD9Proc, "", "8154"), false, true},
		{test(episode.MSDRG, "", "065"), true, true},
		{test(episode.MSDRG, "", "64-66"), true, true},
		{test(episode.MSDRG, "", "650"), false, false},
		{test(episode.HCPCS, "", "G0436-G0439"), true, false},
		{test(episode.HCPCS, "", "G0437"), false, false},
		{test(episode.HCPCS, episode.Anywhere, "G0438"), true, false},
		{test(episode.Revenue, "", "0450"), true, false},
		{test(episode.Revenue, "", "045*"), true, false},
		{test(episode.NDC, "", "49288010404"), true, false},
		{test(episode.NDC, "", "4928801*"), true, false},
		{test(episode.Place, "", "02"), true, false},
		{test(episode.Facility, "", "21*"), true, true},
		{test(episode.Facility, "", "22*"), false, false},
		{test(episode.Provider, "", "1234567893"), true, true},
		{test(episode.Provider, "", "1999999984"), true, true},
		{test(episode.Provider, episode.OnLine, "1888888888"), true, false},
		{test(episode.Discharge, "", "03"), true, true},
		{test(episode.Mark, "", "EPSDT"), true, true},
		{test(episode.Mark, "", "ABC*"), true, true}, // the last code of a prefix
		{test(episode.Mark, "", "ABD-ABE*"), false, false},
		{test(episode.Mark, "", "EPSDU*", "EPSDS*"), false, false},
	} {
		for _, version := range []struct {
			claim episode.Claim
			want  bool
		}{{claim, x.new}, {old, x.old}} {
			d := withPost("x", around("all", episode.TriggerStart, 0, episode.TriggerEnd, 0))
			d.Triggers[0].Match = episode.Match{All: []episode.Test{x.test}}
			if got := len(outcome(t, d, episode.Person{}, version.claim).Episodes) > 0; got != version.want {
				t.Errorf("%+v, ICD-9 %v: found %v, want %v", x.test, version.claim.ICD9, got, version.want)
			}
			d.Triggers[0].Match = episode.Match{None: []episode.Test{x.test}}
			if got := len(outcome(t, d, episode.Person{}, version.claim).Episodes) > 0; got == version.want {
				t.Errorf("none of %+v, ICD-9 %v: found %v", x.test, version.claim.ICD9, got)
			}
		}
	}
}

// The codes of a reversal are not those of the claim.
func TestCodesOfReversals(t *testing.T) {
	d := withPost("x", around("all", episode.TriggerStart, 0, episode.TriggerEnd, 0))
	d.Triggers[0].Match = episode.Match{Any: []episode.Test{{System: episode.HCPCS, Codes: []string{"27447"}, Position: episode.Anywhere}}}
	c := stay("1", "2023-03-01", "2023-03-05", "470", "10")
	c.Lines = append(c.Lines, episode.Line{Code: "27447", Amount: -300})
	if n := len(outcome(t, d, episode.Person{}, c).Episodes); n != 0 {
		t.Error("a reversal triggers an episode")
	}
	c.Lines[1].Amount = 300
	if n := len(outcome(t, d, episode.Person{}, c).Episodes); n != 1 {
		t.Error("a line of the claim triggers none")
	}
}

// What is no code is in no set, and does no harm.
func TestWhatIsNoCode(t *testing.T) {
	d := withPost("x", around("all", episode.TriggerStart, 0, episode.TriggerEnd, 0))
	d.Triggers[0].Match = episode.Match{Any: []episode.Test{{System: episode.ICD10CM, Codes: []string{"A-Z*", "0-9*"}}}}
	for _, code := range []string{"", ".", "J45 ", "J-45", "ÄÖ", strings.Repeat("9", 12), strings.Repeat("J45", 1000), "\x00"} {
		c := stay("1", "2023-03-01", "2023-03-05", code, "10")
		c.Diagnoses, c.Facility, c.Lines[0].Code = []string{code}, code, code
		if n := len(outcome(t, d, episode.Person{}, c).Episodes); n != 0 {
			t.Errorf("%q is found", code)
		}
	}
}

// Many sets with many codes: each code is found in its own sets and no other.
func TestManySets(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	const sets = 150 // more than a word of bits has room for
	holds := make([]map[string]bool, sets)
	d := withPost("x", around("all", episode.TriggerStart, 0, episode.TriggerEnd, 0))
	d.Triggers[0].Match = episode.Match{}
	var all []string
	for range 3000 {
		all = append(all, fmt.Sprintf("%c%04d", 'A'+r.IntN(26), r.IntN(10000)))
	}
	for i := range sets {
		holds[i] = map[string]bool{}
		var codes []string
		for range 40 {
			code := all[r.IntN(len(all))]
			codes = append(codes, code)
			holds[i][code] = true
		}
		prefix := string(rune('A'+r.IntN(26))) + fmt.Sprint(r.IntN(10))
		for _, code := range all {
			if strings.HasPrefix(code, prefix) {
				holds[i][code] = true
			}
		}
		d.Inclusion = append(d.Inclusion, episode.Inclusion{ID: fmt.Sprint("r", i), Match: episode.Match{Any: []episode.Test{hcpcs(append(codes, prefix+"*")...)}}, Effect: episode.Include})
	}
	d.Inclusion = d.Inclusion[1:]
	var claims []episode.Claim
	for _, code := range all {
		claims = append(claims, visit(code, episode.Inpatient, "2023-01-01", code, "1"))
	}
	o := outcome(t, d, episode.Person{}, claims...)
	for i, code := range all {
		want := episode.Unmatched
		for n := range sets {
			if holds[n][code] {
				want = fmt.Sprint("r", n)
				break
			}
		}
		if got := o.Line(i, 0)[0].Rule; got != want {
			t.Fatalf("%s goes by %s, want %s", code, got, want)
		}
	}
}

func TestSettings(t *testing.T) {
	for s := episode.UnknownSetting; s <= episode.Capitation; s++ {
		b, err := s.MarshalText()
		var back episode.Setting
		if err != nil || back.UnmarshalText(b) != nil || back != s {
			t.Errorf("%d becomes %q and %d", s, b, back)
		}
	}
	var s episode.Setting
	if err := s.UnmarshalText([]byte("INPATIENT")); err == nil || !strings.Contains(err.Error(), "known: unknown, inpatient") {
		t.Errorf("got %v", err)
	}
	if got := episode.Setting(99).String(); got != "unknown" {
		t.Errorf("a setting that is none is %q", got)
	}
}

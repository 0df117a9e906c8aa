package episode

import (
	"fmt"
	"testing"
)

// D91: 280 days before a delivery and 60 after it. D6: the same around the stay.
func TestMaternityWindows(t *testing.T) {
	for _, x := range []struct {
		id   string
		d    Definition
		want string
	}{
		{"D91", must(t)(ArkansasPerinatal(2013)), "2012-05-25..2013-04-30"},
		{"D6", must(t)(ColoradoMaternity(2020)), "2012-05-25..2013-05-03"},
		{"TN, OH", IllustrativePerinatal(), "2012-05-25..2013-05-03"},
	} {
		o := build(t, engineOf(t, suiteOf(x.d)), memberOf(t, "inpatient 2013-03-01..2013-03-04 dx=O80,Z370"))
		if got := fmt.Sprintf("%s..%s", o.Episodes[0].Period.From, o.Episodes[0].Period.To); got != x.want {
			t.Errorf("%s: %s, want %s", x.id, got, x.want)
		}
	}
	o := build(t, engineOf(t, suiteOf(must(t)(ColoradoMaternity(2023)))), memberOf(t, "inpatient 2023-03-01..2023-03-04 dx=O80,Z370"))
	if got, want := windowsOf(o.Episodes[0]), "pre 2022-05-25..2023-02-28, trigger 2023-03-01..2023-03-04, post 2023-03-05..2023-05-03"; got != want {
		t.Errorf("D6: %s", got)
	}
}

func TestMaternityTriggers(t *testing.T) {
	for _, d := range []Definition{must(t)(ArkansasPerinatal(2013)), must(t)(ColoradoMaternity(2020)), IllustrativePerinatal()} {
		fires(t, engineOf(t, suiteOf(d)), map[string]bool{
			"inpatient 2020-03-01..2020-03-04 dx=O80,Z37.0":       true,
			"inpatient 2020-03-01..2020-03-04 dx=O80,Z37.1":       false,
			"inpatient 2020-03-01..2020-03-04 dx=O80,Z37.54":      true,
			"inpatient 2020-03-01..2020-03-04 dx=O80,Z37.7":       false,
			"inpatient 2008-03-01..2008-03-04 dx=650,V27.0 icd9":  true,
			"inpatient 2008-03-01..2008-03-04 dx=650,V27.1 icd9":  false,
			"inpatient 2020-03-01..2020-03-04 dx=Z38.00,Z37.0":    false, // the child's
			"professional 2020-03-01 dx=O80,Z37.0":                false,
			"outpatient 2020-03-01 dx=O80,Z370":                   true,
			"otherInpatient 2020-03-01..2020-03-04 dx=O6981,Z370": true,
		})
	}
}

// prenatal makes a birth on 2013-03-01 count in Arkansas.
var prenatal = []string{"inpatient 2013-03-01..2013-03-04 dx=O80,Z370 npi=1", "professional 2012-12-31 dx=Z3400 npi=1", "professional 2013-03-02 code=59400 dx=O80 npi=1"}

func TestArkansasPerinatalRules(t *testing.T) {
	// D94: newborn care out; with a diagnosis of pregnancy in; without out.
	probeRules(t, must(t)(ArkansasPerinatal(2013)), prenatal, []probe{
		{"inpatient 2013-03-01..2013-03-04 dx=Z3800", "newborn"}, {"inpatient 2013-03-01..2013-03-04 drg=795", "newborn"}, {"professional 2013-03-02 dx=O80 marks=newborn", "newborn"},
		{"inpatient 2013-03-01..2013-03-04 drg=796 dx=O80", "pregnancy"},
		{"professional 2013-01-02 dx=I10,O0990", "pregnancy"}, {"professional 2013-01-02 dx=I10", Unmatched}, {"professional 2013-01-02 linedx=O0990", "pregnancy"},
		{"nursingHome 2013-01-02..2013-01-03 dx=O0990", "nursingHome"}, {"professional 2013-01-02 dx=O0990 marks=epsdt", "epsdt"}, {"capitation 2013-01-02 dx=O0990", "managedCare"},
		{"professional 2013-01-02 dx=O0990 marks=managedcare", "managedCareClaim"},
		{"professional 2012-05-25 dx=O0990", "pregnancy"}, {"professional 2012-05-24 dx=O0990", "outside"}, {"professional 2013-05-01 dx=O0990", "outside"},
	})
}

func TestArkansasPerinatalExclusions(t *testing.T) {
	without := func(i int) func(*Member) {
		return func(m *Member) { m.Claims = append(m.Claims[:i:i], m.Claims[i+1:]...) }
	}
	later := func(m *Member) { // D92: the only claim before the delivery is of January 5
		m.Claims[1] = claimOf(t, "professional 2013-01-05 dx=Z3400 npi=1")
	}
	other := func(m *Member) { m.Claims[1].Practitioner = "2" }
	bars := []bar{
		{"notEnrolled", covered("2012-05-26", "2014-01-01"), covered("2012-05-25", "2013-04-30")},
		{"dual", span("dual", "2013-04-30", "2014-01-01"), span("dual", "2013-05-01", "2014-01-01")},
		{"thirdParty", span("thirdParty", "2012-01-01", "2012-05-25"), span("thirdParty", "2012-01-01", "2012-05-24")},
		{"limitedPrenatalCare", later, with(t, "professional 2012-06-01 dx=Z3400")},
		{"limitedPrenatalCare", without(1), other},
		{"noPrenatalService", other, later},
		{"noDeliveryClaim", without(2), func(m *Member) { m.Claims[2].Lines[0].Code = "59622" }},
	}
	for id, codes := range map[string][2]string{
		"embolism": {"O881", "O891"}, "placentaPrevia": {"O4400", "O4500"}, "severePreeclampsia": {"O1412", "O1402"}, "multiples": {"O30109", "O30009"},
		"lateEffects": {"O94", "O98"}, "puerperalSepsis": {"O85", "O86"}, "viralDamage": {"O353", "O354"}, "cerebrovascular": {"I639", "I709"},
		"cancer": {"C50911", "D0510"}, "cysticFibrosis": {"E849", "E859"}, "congenitalHeart": {"Q210", "Q300"}, "thrombosis": {"I2699", "I2720"},
		"esrd": {"N186", "N185"}, "sickleCell": {"D571", "D561"}, "diabetes": {"E109", "E119"},
	} {
		bars = append(bars, bar{id, with(t, "professional 2013-01-15 dx=I10,"+codes[0]), with(t, "professional 2013-01-15 dx=I10,"+codes[1])})
	}
	probeExclusions(t, must(t)(ArkansasPerinatal(2013)), prenatal, bars)
	bars = append(bars[:3:3], append(bars[7:], bar{"age", born("2001-03-02"), born("2001-03-01")}, bar{"age", born("1963-03-01"), born("1963-03-02")},
		bar{"leftAgainstAdvice", instead(t, "inpatient 2013-03-01..2013-03-04 dx=O80,Z370 status=07"), instead(t, "inpatient 2013-03-01..2013-03-04 dx=O80,Z370 status=01")},
		bar{"died", died("2013-05-03"), died("2013-05-04")})...)
	copy(bars, []bar{ // the windows are those around the stay
		{"notEnrolled", covered("2012-05-26", "2014-01-01"), covered("2012-05-25", "2013-05-03")},
		{"dual", span("dual", "2013-05-03", "2014-01-01"), span("dual", "2013-05-04", "2014-01-01")},
		{"thirdParty", span("thirdParty", "2012-01-01", "2012-05-25"), span("thirdParty", "2012-01-01", "2012-05-24")},
	})
	probeExclusions(t, IllustrativePerinatal(), prenatal, bars)
	for i := range 3 {
		bars[i].id = illustrativeName(bars[i].id)
	}
	probeExclusions(t, must(t)(ColoradoMaternity(2020)), prenatal, bars[:3])
}

func TestStayBasedMaternityRules(t *testing.T) {
	colorado := must(t)(ColoradoMaternity(2020))
	for _, d := range []Definition{colorado, IllustrativePerinatal()} {
		probes := []probe{
			{"professional 2013-03-04 dx=I10", "stay"}, {"professional 2013-03-05 dx=I10", Unmatched}, {"professional 2013-03-05 dx=I10,O0990", "pregnancy"},
			{"professional 2013-03-02 dx=P0700", "newborn"}, {"professional 2013-02-28 dx=O0990", "pregnancy"}, {"professional 2013-05-04 dx=O0990", "outside"},
		}
		if d.ID == colorado.ID {
			for i, p := range probes {
				if p.rule != "outside" && p.rule != Unmatched {
					probes[i].rule = illustrativeName(p.rule)
				}
			}
		}
		probeRules(t, d, prenatal, probes)
	}
}

func TestAsthma(t *testing.T) {
	d := IllustrativeAsthma()
	e := engineOf(t, suiteOf(d))
	fires(t, e, map[string]bool{
		"inpatient 2020-03-05..2020-03-10 dx=J45901 facility=H":      true,
		"inpatient 2020-03-05..2020-03-10 dx=J45909 facility=H":      false,
		"inpatient 2020-03-05..2020-03-10 dx=J189,J45901 facility=H": false,
		"ed 2020-03-05 dx=J4541 facility=H":                          true,
		"observation 2020-03-05 dx=J4541 facility=H":                 true,
		"outpatient 2020-03-05 dx=J4541 rev=0450 facility=H":         true,
		"outpatient 2020-03-05 dx=J4541 code=99284 facility=H":       true,
		"outpatient 2020-03-05 dx=J4541 code=99214 facility=H":       false,
		"professional 2020-03-05 dx=J4541 code=99284":                false,
		"inpatient 2008-03-05..2008-03-10 dx=49392 icd9 facility=H":  true,
		"inpatient 2008-03-05..2008-03-10 dx=49392 facility=H":       false,
		"inpatient 2008-03-05..2008-03-10 dx=4912 icd9 facility=H":   false,
	})
	base := []string{"ed 2020-03-05 dx=J4541 facility=H"}
	probeRules(t, d, base, []probe{
		{"capitation 2020-03-20", "fee"}, {"pharmacy 2020-03-05", "event"}, {"pharmacy 2020-03-06", Unmatched}, {"pharmacy 2020-03-06 marks=asthmadrug", "drug"},
		{"inpatient 2020-03-20..2020-03-22 dx=J4541", "repeatStay"}, {"inpatient 2020-03-20..2020-03-22 dx=J189", "airwayStay"}, {"inpatient 2020-03-20..2020-03-22 dx=K859", Unmatched},
		{"ed 2020-04-04 dx=J4541", "repeatVisit"}, {"outpatient 2020-03-20 dx=J4541 code=99283", "repeatOutpatientVisit"}, {"outpatient 2020-03-20 dx=J4541 code=99213", "airway"},
		{"professional 2020-03-20 dx=R062", "airway"}, {"professional 2020-03-20 dx=R072", Unmatched}, {"professional 2020-04-05 dx=R062", "outside"},
	})
	probeExclusions(t, d, base, []bar{
		{"notEnrolled", covered("2020-03-06", "2021-01-01"), covered("2020-03-05", "2020-04-04")},
		{"dual", span("dual", "2020-04-04", "2021-01-01"), span("dual", "2020-04-05", "2021-01-01")},
		{"thirdParty", span("thirdParty", "2020-04-04", "2021-01-01"), span("thirdParty", "2020-04-05", "2021-01-01")},
		{"age", born("2018-03-06"), born("2018-03-05")}, {"age", born("1955-03-05"), born("1955-03-06")},
		{"leftAgainstAdvice", instead(t, "inpatient 2020-03-05..2020-03-06 dx=J4541 facility=H status=07"), instead(t, "inpatient 2020-03-05..2020-03-06 dx=J4541 facility=H status=01")},
		{"longStay", instead(t, "inpatient 2020-03-05..2020-04-05 dx=J4541 facility=H"), instead(t, "inpatient 2020-03-05..2020-04-04 dx=J4541 facility=H")},
		{"died", died("2020-04-04"), died("2020-04-05")},
		{"otherLung", with(t, "professional 2019-03-06 dx=E840"), with(t, "professional 2019-03-05 dx=E840")},
		{"noFacility", instead(t, "ed 2020-03-05 dx=J4541"), instead(t, "ed 2020-03-05 dx=J4541 facility=X")},
	})
}

func TestTonsillectomy(t *testing.T) {
	d := IllustrativeTonsillectomy()
	base := []string{"professional 2020-03-05 code=42820 npi=S"}
	fires(t, engineOf(t, suiteOf(d)), map[string]bool{
		"professional 2020-03-05 code=42820 npi=S": true, "professional 2020-03-05 code=42826 npi=S": true, "professional 2020-03-05 code=42830 npi=S": false,
		"outpatient 2020-03-05 code=42820": false, "professional 2020-03-05 code=42820 amount=0.00": false,
	})
	child := func(change func(*Member)) func(*Member) {
		return func(m *Member) { born("2014-01-01")(m); change(m) }
	}
	probeRules(t, d, base, []probe{
		{"dental 2020-03-05", "fee"}, {"outpatient 2020-03-05 code=00170", "surgery"}, {"professional 2020-02-04 dx=J3501", "workUp"}, {"professional 2020-02-03 dx=J3501", "outside"},
		{"professional 2020-02-04 dx=K2960", Unmatched}, {"ed 2020-03-10 dx=J95830", "complication"}, {"ed 2020-03-10 dx=J3501,E860", "complication"},
		{"inpatient 2020-03-10..2020-03-11 dx=J0390", "stay"}, {"inpatient 2020-03-10..2020-03-11 dx=K2960", Unmatched}, {"professional 2020-04-04 dx=J3501", "followUp"},
		{"professional 2020-04-05 dx=J3501", "outside"},
	})
	d2 := d
	bars := []bar{
		{"notEnrolled", covered("2020-02-05", "2021-01-01"), covered("2020-02-04", "2020-04-04")},
		{"dual", span("dual", "2020-04-04", "2021-01-01"), span("dual", "2020-04-05", "2021-01-01")},
		{"thirdParty", span("thirdParty", "2020-01-01", "2020-02-04"), span("thirdParty", "2020-01-01", "2020-02-03")},
		{"palate", with(t, "professional 2020-03-05 code=42145"), with(t, "professional 2020-03-06 code=42145")},
		{"difficult", with(t, "professional 2020-01-05 dx=Q909"), with(t, "professional 2020-01-05 dx=Q919")},
		{"died", died("2020-04-04"), died("2020-04-05")},
		{"noPractitioner", instead(t, "professional 2020-03-05 code=42820"), instead(t, "professional 2020-03-05 code=42820 npi=1")},
		{"age", born("2019-03-06"), born("2019-03-05")}, {"age", born("1999-03-05"), born("1999-03-06")},
	}
	for i := range bars[:7] {
		bars[i].does, bars[i].not = child(bars[i].does), child(bars[i].not)
	}
	d2.Exclusions = nil
	for _, x := range d.Exclusions { // of a member of fifty the age would stand among the reasons
		if x.ID != "age" {
			d2.Exclusions = append(d2.Exclusions, x)
		}
	}
	probeExclusions(t, d2, base, bars[:7])
	d2.Exclusions = []Exclusion{d.Exclusions[3]}
	e := engineOf(t, suiteOf(d2))
	for _, b := range bars[7:] {
		for i, change := range []func(*Member){b.does, b.not} {
			m := memberOf(t, base...)
			change(&m)
			if o := build(t, e, m); o.Episodes[0].Counts() != (i == 1) {
				t.Errorf("born %s: %+v", m.Birth, o.Episodes[0].Exclusions)
			}
		}
	}
}

// D93: a child of 5 is out, of 6 and 17 in, of 18 out, at the first claim.
func TestADHD(t *testing.T) {
	base := []string{"professional 2020-03-05 dx=F902", "professional 2020-04-05 dx=F902", "pharmacy 2020-05-05 marks=adhddrug"}
	for _, d := range []Definition{must(t)(ArkansasADHD(2020)), IllustrativeADHD()} {
		e := engineOf(t, suiteOf(d))
		for birthday, in := range map[string]bool{"2014-03-06": false, "2014-03-05": true, "2002-03-06": true, "2002-03-05": false} {
			m := memberOf(t, base...)
			born(birthday)(&m)
			o := build(t, e, m)
			if len(o.Episodes) != 1 || o.Episodes[0].Counts() != in {
				t.Errorf("%s: born %s: %+v", d.ID, birthday, o.Episodes)
			}
		}
		fires(t, e, map[string]bool{"professional 2020-03-05 dx=F902": false}) // a second visit confirms
		for claim, want := range map[string]int{"professional 2021-03-05 dx=F902": 1, "professional 2021-03-06 dx=F902": 0, "professional 2020-03-05 dx=F902": 0, "professional 2020-05-05 dx=F912,F902": 0} {
			if o := build(t, e, memberOf(t, "professional 2020-03-05 dx=F902", claim)); len(o.Episodes) != want {
				t.Errorf("%s: %s confirms %d", d.ID, claim, len(o.Episodes))
			}
		}
		probes := []probe{{"professional 2020-06-01 dx=F902", "illustrativeDisorder"}, {"professional 2020-06-01 dx=J00 linedx=F902", "illustrativeDisorder"}, {"professional 2020-06-01 dx=J00", Unmatched},
			{"professional 2021-03-04 dx=F902", "illustrativeDisorder"}, {"pharmacy 2020-06-01", Unmatched}}
		if d.ID == "ar-adhd" {
			probes = append(probes, probe{"professional 2020-06-01 dx=F902 marks=epsdt", "epsdt"}, probe{"capitation 2020-06-01 dx=F902", "managedCare"},
				probe{"nursingHome 2020-06-01..2020-06-02 dx=F902", "nursingHome"}, probe{"professional 2020-06-01 dx=F902 marks=managedcare", "managedCareClaim"})
		}
		probeRules(t, d, base, probes)
		child := func(change func(*Member)) func(*Member) {
			return func(m *Member) { born("2010-01-01")(m); change(m) }
		}
		bars := []bar{
			{"notEnrolled", child(covered("2020-03-06", "2021-12-31")), child(covered("2020-03-05", "2021-03-04"))},
			{"dual", child(span("dual", "2021-03-04", "2022-01-01")), child(span("dual", "2021-03-05", "2022-01-01"))},
			{"thirdParty", child(span("thirdParty", "2021-03-04", "2022-01-01")), child(span("thirdParty", "2021-03-05", "2022-01-01"))},
			{"comorbidity", child(with(t, "professional 2020-06-01 dx=F913")), child(with(t, "professional 2020-06-01 dx=G913"))},
		}
		if d.ID == "ar-adhd" {
			bars = append(bars,
				bar{"short", child(covered("2020-03-05", "2020-07-01")), child(covered("2020-03-05", "2020-07-02"))}, // 119 and 120 days
				bar{"fewClaims", child(instead(t, base[:2]...)), child(instead(t, base...))})
		}
		var others []Exclusion
		for _, x := range d.Exclusions {
			if x.ID != "age" {
				others = append(others, x)
			}
		}
		rest := d
		rest.Exclusions = others
		probeExclusions(t, rest, base, bars)
	}
}

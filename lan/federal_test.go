package lan_test

import (
	"testing"

	"github.com/seed-6807d414/apm/lan"
	"github.com/shopspring/decimal"
)

// The standard of these cases is illustrative.
var nominal = lan.NominalRisk{MarginalRisk: share("0.3"), MinimumLossRate: share("0.04"), OfTarget: share("0.03"), OfRevenue: share("0.08")}

func TestNominalRisk(t *testing.T) {
	fine := lan.Exposure{Share: share("0.3"), Minimum: share("0.04"), Cap: share("0.03"), CapOf: lan.OfTarget}
	for _, c := range []struct {
		name    string
		change  func(*lan.Exposure)
		want    lan.Outcome
		missing string
	}{
		{"at every limit", func(*lan.Exposure) {}, lan.Met, ""},
		{"a smaller share", func(x *lan.Exposure) { x.Share = share("0.2999") }, lan.Short, ""},
		{"a larger minimum", func(x *lan.Exposure) { x.Minimum = share("0.0401") }, lan.Short, ""},
		{"by revenue", func(x *lan.Exposure) { x.Cap, x.CapOf = share("0.08"), lan.OfRevenue }, lan.Met, ""},
		{"a small part of revenue may be a large one of the target", func(x *lan.Exposure) { x.Cap, x.CapOf = share("0.07"), lan.OfRevenue }, lan.Unknown, "downside.cap"},
		{"no cap", func(x *lan.Exposure) { x.Cap, x.CapOf, x.Unlimited = decimal.NullDecimal{}, "", true }, lan.Met, ""},
		{"no risk", func(x *lan.Exposure) { x.Cap = share("0") }, lan.Short, ""},
		{"the cap unknown", func(x *lan.Exposure) { x.Cap.Valid = false }, lan.Unknown, "downside.cap"},
		{"the minimum unknown", func(x *lan.Exposure) { x.Minimum.Valid = false }, lan.Unknown, "downside.minimum"},
		{"the share unknown", func(x *lan.Exposure) { x.Share.Valid = false }, lan.Unknown, "downside.share"},
		{"a failure decides", func(x *lan.Exposure) { x.Share.Valid, x.Minimum = false, share("0.05") }, lan.Short, ""},
	} {
		x := fine
		c.change(&x)
		v, err := nominal.Test(x)
		if err != nil || v.Outcome != c.want || v.Missing != c.missing || len(v.Trail) != 3 {
			t.Errorf("%s: %+v, %v", c.name, v, err)
		}
	}
	alone := nominal
	alone.OfRevenue.Valid = false
	if v, err := alone.Test(lan.Exposure{Share: share("1"), Minimum: share("0"), Cap: share("0.02"), CapOf: lan.OfTarget}); err != nil || v.Outcome != lan.Short {
		t.Errorf("%+v, %v", v, err)
	}
	_, err := lan.NominalRisk{}.Test(fine)
	refused(t, "an empty standard", err, "the standard asks for nothing")
	fine.Share = share("3")
	_, err = nominal.Test(fine)
	refused(t, "a share of 300 %", err, "downside.share: 3 is outside 0 to 1 (2 % is 0.02)")
}

// A stream of 3B may fail the federal test, and the test asks for more than risk.
func TestOtherPayerAdvanced(t *testing.T) {
	risk := lan.Exposure{Share: share("0.5"), Minimum: share("0.02"), Unlimited: true}
	for _, c := range []struct {
		cehrt, quality lan.Answer
		downside       lan.Exposure
		want           lan.Outcome
		missing        string
	}{
		{lan.Yes, lan.Yes, risk, lan.Met, ""},
		{lan.No, lan.Yes, risk, lan.Short, ""},
		{lan.Yes, lan.No, risk, lan.Short, ""},
		{"", lan.Yes, risk, lan.Unknown, "cehrt"},
		{lan.Yes, "", risk, lan.Unknown, "quality"},
		{"", lan.No, risk, lan.Short, ""},
		{lan.Yes, lan.Yes, lan.Exposure{Share: share("0")}, lan.Short, ""},
	} {
		v, err := nominal.OtherPayerAdvanced(lan.OtherPayer{CEHRT: c.cehrt, Quality: c.quality, Downside: c.downside})
		if err != nil || v.Outcome != c.want || v.Missing != c.missing || len(v.Trail) != 5 {
			t.Errorf("%+v: %+v, %v", c, v, err)
		}
	}
	_, err := nominal.OtherPayerAdvanced(lan.OtherPayer{CEHRT: "maybe"})
	refused(t, "maybe", err, `cehrt: unknown word "maybe" (known: yes, no)`)
	if _, err = (lan.NominalRisk{}).OtherPayerAdvanced(lan.OtherPayer{}); err == nil {
		t.Error("a standard that asks for nothing")
	}
}

func TestPlanPayments(t *testing.T) {
	for _, c := range []struct {
		over, withheld, targets lan.Answer
		want                    lan.PlanPaymentKind
		missing                 string
	}{
		{lan.Yes, lan.No, lan.Yes, lan.IncentiveArrangement, ""},
		{lan.Yes, "", lan.Yes, lan.IncentiveArrangement, ""},
		{lan.No, lan.Yes, lan.Yes, lan.WithholdArrangement, ""},
		{"", lan.Yes, lan.Yes, lan.WithholdArrangement, ""},
		{lan.No, lan.Yes, lan.No, lan.PlanPenalty, ""},
		{lan.Yes, lan.No, lan.No, lan.NeitherKind, ""},
		{lan.No, lan.No, "", lan.NeitherKind, ""},
		{lan.No, "", lan.Yes, "", "withheld"},
		{"", "", "", "", "withheld"},
		{"", lan.No, lan.Yes, "", "overCapitation"},
		{lan.Yes, lan.No, "", "", "forTargets"},
		{lan.No, lan.Yes, "", "", "forTargets"},
	} {
		kind, missing, err := lan.PlanPayment{OverCapitation: c.over, Withheld: c.withheld, ForTargets: c.targets}.Kind()
		if kind != c.want || missing != c.missing || err != nil {
			t.Errorf("%+v: %q, %q, %v", c, kind, missing, err)
		}
	}
	_, _, err := lan.PlanPayment{OverCapitation: lan.Yes, Withheld: lan.Yes, ForTargets: "x"}.Kind()
	refused(t, "both", err, "forTargets: unknown word \"x\" (known: yes, no)\nwhat is withheld from the capitation rates is not paid over and above them")
}

package episode

import (
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
)

// Setting is where and how a service was given: what definitions call claim type
// or care setting. The zero value is a setting that is not known.
type Setting uint8

// The settings.
const (
	UnknownSetting Setting = iota
	Inpatient              // acute inpatient hospital, paid by MS-DRG
	OtherInpatient         // other inpatient hospital, such as a critical access hospital
	LTCH                   // long-term care hospital
	IRF                    // inpatient rehabilitation facility
	IPF                    // inpatient psychiatric facility
	SNF                    // skilled nursing facility
	NursingHome            // long-term nursing home
	HomeHealth
	Hospice
	Outpatient   // hospital outpatient department and other facility claims
	ED           // emergency department, where the caller tells it from other outpatient claims
	Observation  // observation, where the caller tells it from other outpatient claims
	Professional // practitioners' claims
	Laboratory   // independent laboratory, where the caller tells it from other claims
	DME          // durable medical equipment
	Pharmacy     // drugs from a pharmacy
	Transport    // ambulance and other transport, where the caller tells it from other claims
	Dental
	Capitation // payments and fees for a member and a month
	lastSetting
)

var settingWords = [lastSetting]string{"unknown", "inpatient", "otherInpatient", "ltch", "irf", "ipf", "snf",
	"nursingHome", "homeHealth", "hospice", "outpatient", "ed", "observation", "professional", "laboratory", "dme",
	"pharmacy", "transport", "dental", "capitation"}

// IsStay says whether a claim of the setting is one service from its first day to
// its last, so that the claim's dates decide and not those of its lines.
func (s Setting) IsStay() bool { return Inpatient <= s && s <= Hospice }

// String is the setting's word in JSON: "inpatient".
func (s Setting) String() string {
	if s >= lastSetting {
		return settingWords[UnknownSetting]
	}
	return settingWords[s]
}

// MarshalText writes what [Setting.String] does.
func (s Setting) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads a setting's word. Another word is an [*apm.ParseError] that
// lists what is known.
func (s *Setting) UnmarshalText(b []byte) error {
	if i := slices.Index(settingWords[:], string(b)); i >= 0 {
		*s = Setting(i)
		return nil
	}
	return &apm.ParseError{Type: "setting", Value: string(b), Reason: "unknown word (known: " + strings.Join(settingWords[:], ", ") + ")"}
}

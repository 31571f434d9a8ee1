using Parcels.Tests;

// A few lines instead of a test framework, so that this sample needs the .NET SDK and nothing else. Speaks TAP.
return Tap.Run(
    ("light parcel has the basic price", () => PostageTests.LightParcel_BasicPrice()),
    ("heavy parcel pays by weight", () => PostageTests.HeavyParcel_PaysByWeight()),
    ("pair of heavy parcels is cheaper", () => PostageTests.HeavyPair_HalfOfTheLighter()),
    ("parcel to Europe pays the surcharge", () => PostageTests.Europe_Surcharge()),
    ("heavy parcel overseas pays both", () => PostageTests.HeavyOverseas_PaysBoth()),
    ("label shows the surcharge", () => LabelTests.Europe_ShowsSurcharge()),
    ("customs form is for overseas only", () => LabelTests.Overseas_NeedsCustoms()),
    ("report counts by zone", () => LabelTests.Report_CountsByZone()));

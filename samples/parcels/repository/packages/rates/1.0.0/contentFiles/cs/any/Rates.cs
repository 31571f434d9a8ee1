namespace Rates
{
    public enum Zone
    {
        Domestic,
        Europe,
        World,
    }

    /// <summary>Prices in euros for weights in kilograms.</summary>
    public static class Tariff
    {
        public static decimal Price(decimal kilograms)
        {
            return kilograms <= 1 ? 2.50m : 2.50m + ((kilograms - 1) * 0.80m);
        }

        public static Zone ZoneOf(string country)
        {
            return country == "DE" ? Zone.Domestic : country is "FR" or "NL" or "PL" ? Zone.Europe : Zone.World;
        }
    }

    public sealed class Surcharge
    {
        public Surcharge(string label, decimal amount)
        {
            Label = label;
            Amount = amount;
        }

        public static Surcharge None { get; } = new Surcharge("none", 0);

        public string Label { get; }

        public decimal Amount { get; }

        public static Surcharge For(Zone zone)
        {
            return zone == Zone.Domestic ? None : new Surcharge(zone.ToString(), zone == Zone.Europe ? 4 : 9);
        }
    }
}

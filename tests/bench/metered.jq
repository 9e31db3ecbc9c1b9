# The catalog of the bench with a bucket and steps for every record: what is
# left of a bucket is charged in steps, by amount where rates are many.
.allowances = {
    "minutes": { "name": "Minutes", "unit": "s", "quantity": "6000",
        "increment": "60", "roll_over": { "cycles": "1" } },
    "messages": { "name": "Messages", "unit": "1", "quantity": "20" },
    "gigabytes": { "name": "Gigabytes", "unit": "octet",
        "quantity": "5000000000" },
    "credit": { "name": "Credit", "amount": "2.00" } }
| .offers.mobile.allowances = (.allowances | keys)
| .prices.voice.graduated = { "by": "amount", "steps": [
    { "upto": "1.00", "percent": "100" }, { "upto": "5.00", "percent": "80" },
    { "percent": "50" } ] }
| .prices.sms |= (del(.price, .per) + { "graduated": { "steps": [
    { "upto": "10", "price": "0.05" }, { "price": "0.03" } ] } })
| .prices.data |= (del(.price, .per, .increment) + { "graduated": {
    "increment": "1000", "steps": [
    { "upto": "1000000000", "price": "2", "per": "1000000000" },
    { "price": "1.50", "per": "1000000000" } ] } })

"""The record as a form: one description drawn from the record model, for every record type there is and will be.

`fields` describes, `values` moves single values between form and record, `reading` turns a posted form into a record,
`rows` lays a record out for the page.
"""

local token = os.getenv("BENCH_TOKEN") or ""
wrk.method = "POST"
wrk.path = "/api/v1/data/customer"
wrk.headers["Authorization"] = "Bearer " .. token
wrk.headers["Content-Type"] = "application/json"
wrk.body = [[{"tenant_id":"t1","owner_id":"u17","name":"Acme Manufacturing GmbH & Co. KG","code":"CUST-0001","status":"active","city":"Berlin","country":"DE","amount":125034.5,"rating":4,"active":true,"email":"procurement@acme-manufacturing.example","phone":"+49 30 901820","notes":"Key account since 2019; renewals handled by the north team. Ask for Ms. Vogel before sending any quotation over 50k. Discount tier B."}]]

-- wrk: the same POST again and again. Arguments: path, file with the body
function init(args)
  local file = assert(io.open(args[2]))
  wrk.method = "POST"
  wrk.path = args[1]
  wrk.headers["Content-Type"] = "application/json"
  wrk.body = file:read("*a")
  file:close()
end

-- value: "error" alike
local m = {}
function m.h(case, event)
  local d = event.data
  d.n = 6
  return event.data.n
end
return m

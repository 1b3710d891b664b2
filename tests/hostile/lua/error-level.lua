-- value: "error" alike
local m = {}
function m.h(case, event)
  error("x", 99999)
end
return m

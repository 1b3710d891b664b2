-- value: "error" alike
local m = {}
function m.h(case, event)
  error()
end
return m

-- value: "error" alike
local m = {}
function m.h(case, event)
  error(string.rep("long ", 10000))
end
return m

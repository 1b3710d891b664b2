-- value: "error" alike
local m = {}
function m.h(case, event)
  return {a = {b = log}}
end
return m

-- value: "limit" alike
local m = {}
function m.h(case, event)
  return string.rep("", 1000000, ("s"):rep(60000))
end
return m

-- value: [lua-
local m = {}
function m.h(case, event)
  rawset(case, "n", 8)
  return case.n
end
return m

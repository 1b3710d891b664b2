-- guard: "limit" alike
local m = {}
function m.h(case, event)
  local function spin() while true do end return true end
  return case.n == 7 and spin()
end
return m

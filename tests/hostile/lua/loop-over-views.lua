-- value: "limit" alike
local m = {}
function m.h(case, event)
  local n = 0
  while true do for _, v in ipairs(case.list) do n = n + v end end
end
return m

-- value: "accepted":true
local m = {}
function m.h(case, event)
  local t = {5, 3, 9, 1, 7, 2, 8}
  table.sort(t, function() return true end)
  return t
end
return m

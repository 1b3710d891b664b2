-- value: "limit" alike
local m = {}
function m.h(case, event)
  local function sort() local t = {3, 2, 1} table.sort(t, function() return sort() end) end
  sort()
end
return m

-- value: 
local m = {}
function m.h(case, event)
  local t = {3, 2, 1}
  table.sort(t, function(a, b) t[1] = nil t[#t + 1] = 4 return a < b end)
  return #t > 0
end
return m

-- value: "limit" alike
local m = {}
function m.h(case, event)
  local t = {}
  for i = 1, 1e9 // 1 | 0 do t[#t + 1] = "text number " .. i end
end
return m

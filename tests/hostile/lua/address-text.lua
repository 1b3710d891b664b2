-- value: "accepted":true
local m = {}
function m.h(case, event)
  return tostring({}) .. tostring(function() end) .. tostring(case) .. tostring(case.list)
end
return m

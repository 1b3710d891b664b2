-- value: "error" alike
local m = {}
function m.h(case, event)
  error("at " .. tostring({}) .. tostring(log) .. tostring(case))
end
return m

local northtown = {}
function northtown.may_admit(case)
  local c = city
  c.id = "watch"
  return true
end
return northtown
